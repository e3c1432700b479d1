// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "Inperson",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Inperson", targets: ["Inperson"])],
    targets: [
        .target(name: "Inperson"),
        .testTarget(name: "InpersonTests", dependencies: ["Inperson"]),
    ]
)
