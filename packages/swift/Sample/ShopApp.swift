import Inperson
import SwiftUI

@main
struct ShopApp: App {
    var body: some Scene { WindowGroup { CheckView() } }
}

/// One button. The app's target lists the URL type `org.example.shop`, or the associated domain.
struct CheckView: View {
    @State private var said = ""

    var body: some View {
        VStack {
            Button("Show that it is me") { Task { await check() } }
            Text(said)
        }
    }

    @MainActor private func check() async {
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        guard let window = scenes.flatMap(\.windows).first(where: \.isKeyWindow) else { return }
        do {
            let session = try await FaceCheck(anchor: window).open(BackEnd.link())
            said = try await BackEnd.finish(session)
        } catch let error as CheckError {
            said = error.code.rawValue
        } catch {
            said = "Try again."
        }
    }
}

/// Yours: asks for a link, and afterwards asks what was decided. examples/link_shop is one.
enum BackEnd {
    static func link() async throws -> WantedCheck { fatalError("ask your back end") }
    static func finish(_ session: String) async throws -> String { fatalError("tell it \(session)") }
}
