// Made of web/src/errors.ts by `make docs`.

/// Every way in which a capture can end without an answer.
public enum ErrorCode: String, CaseIterable, Sendable {
    case permissionDenied = "permission_denied"
    case noCamera = "no_camera"
    case cameraInUse = "camera_in_use"
    case cameraSilent = "camera_silent"
    case cameraPolicy = "camera_policy"
    case connectPolicy = "connect_policy"
    case insecureContext = "insecure_context"
    case unsupported = "unsupported"
    case sessionExpired = "session_expired"
    case tokenUnavailable = "token_unavailable"
    case networkLost = "network_lost"
    case networkTooSlow = "network_too_slow"
    case lightDeclined = "light_declined"
    case timeout = "timeout"
    case cancelled = "cancelled"
    case serverRefused = "server_refused"
}
