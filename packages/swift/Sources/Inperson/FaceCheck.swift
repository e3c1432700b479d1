import AuthenticationServices
import Foundation

/// What your back end gave the app.
public struct WantedCheck: Sendable {
    /// Opens the check; good once, for ten minutes.
    public let link: URL
    /// One of the app token's `returns`: a scheme of the app's, or an `https` address of its domain.
    public let returnTo: String
    /// What your back end drew for this very app, and sent with the link.
    public let state: String
    /// After how many seconds nobody is waited for any more.
    public let within: TimeInterval

    public init(link: URL, returnTo: String, state: String, within: TimeInterval = 15 * 60) {
        self.link = link
        self.returnTo = returnTo
        self.state = state
        self.within = within
    }

    /// Tell which session came back, if a call is this check's. Who does not know the state, or says
    /// it twice, is not heard.
    public func returned(_ url: String) -> String? {
        let here = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let parts = here.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0] == returnTo, parts.count == 2 else { return nil }
        let pairs = parts[1].split(separator: "&")
        func said(_ name: String) -> String? {
            let found = pairs.filter { $0.hasPrefix("\(name)=") }
            guard found.count == 1 else { return nil }
            let text = found[0].dropFirst(name.count + 1)
            return text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
        }
        guard said("state") == state, let session = said("session"), !session.isEmpty else { return nil }
        return session
    }
}

/// Why there is no check to ask for: `cancelled`, `unsupported` or `timeout`.
public struct CheckError: Error {
    public let code: ErrorCode
    public let cause: (any Error)?
}

/// A check on the server's page, in the system's own window. No permission: the camera is Safari's.
@MainActor
public final class FaceCheck: NSObject, ASWebAuthenticationPresentationContextProviding {
    private let anchor: ASPresentationAnchor
    private var window: ASWebAuthenticationSession?
    private var waiting: CheckedContinuation<String, any Error>?

    /// - Parameter anchor: the window of the app that the check is shown before.
    public init(anchor: ASPresentationAnchor) {
        self.anchor = anchor
    }

    /// Lead the person through a check, one at a time.
    ///
    /// - Returns: the session's id, to ask your back end about.
    /// - Throws: `CheckError`. A call that is not this check's has closed the window: `cancelled`.
    public func open(_ wanted: WantedCheck) async throws -> String {
        guard waiting == nil, let window = made(wanted) else { throw failed(.unsupported) }
        window.presentationContextProvider = self
        window.prefersEphemeralWebBrowserSession = true
        self.window = window
        let late = Task { [weak self] in
            try await Task.sleep(nanoseconds: UInt64(wanted.within * 1_000_000_000))
            self?.end(.failure(CheckError(code: .timeout, cause: nil)))
        }
        defer { late.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            waiting = continuation
            if !window.start() { end(.failure(failed(.unsupported))) }
        }
    }

    public func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor {
        anchor
    }

    private func made(_ wanted: WantedCheck) -> ASWebAuthenticationSession? {
        let heard: ASWebAuthenticationSession.CompletionHandler = { [weak self] url, error in
            Task { @MainActor in self?.called(url, error, wanted) }
        }
        guard let to = URL(string: wanted.returnTo), let scheme = to.scheme else { return nil }
        guard scheme == "https" else {
            return ASWebAuthenticationSession(
                url: wanted.link, callbackURLScheme: scheme, completionHandler: heard)
        }
        guard #available(iOS 17.4, macOS 14.4, *), let host = to.host else { return nil }
        return ASWebAuthenticationSession(
            url: wanted.link, callback: .https(host: host, path: to.path), completionHandler: heard)
    }

    private func called(_ url: URL?, _ error: (any Error)?, _ wanted: WantedCheck) {
        if let session = url.flatMap({ wanted.returned($0.absoluteString) }) {
            end(.success(session))
        } else if let error, (error as? ASWebAuthenticationSessionError)?.code != .canceledLogin {
            end(.failure(failed(.unsupported, error)))
        } else {
            end(.failure(failed(.cancelled, error)))
        }
    }

    private func end(_ result: Result<String, CheckError>) {
        guard let waiting else { return }
        self.waiting = nil
        window?.cancel()
        window = nil
        waiting.resume(with: result.mapError { $0 as any Error })
    }

    private func failed(_ code: ErrorCode, _ cause: (any Error)? = nil) -> CheckError {
        CheckError(code: code, cause: cause)
    }
}
