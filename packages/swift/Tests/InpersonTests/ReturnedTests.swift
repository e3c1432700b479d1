import XCTest

@testable import Inperson

final class ReturnedTests: XCTestCase {
    /// tests/vectors/check-returns.tsv of the repository.
    func testHearsWhatTheOtherBridgesHear() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
        let text = try String(contentsOfFile: "\(root)/tests/vectors/check-returns.tsv", encoding: .utf8)
        let wanted = WantedCheck(
            link: URL(string: "https://face.example/check/ten_a#d")!,
            returnTo: "org.example.shop:/done", state: "a&b c")
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let row = line.split(separator: "\t", omittingEmptySubsequences: false)
            XCTAssertEqual(wanted.returned(String(row[1])) ?? "", String(row[0]), String(row[2]))
        }
    }
}
