package inperson

// Made of web/src/errors.ts by `make docs`.
/** Every way in which a capture can end without an answer. */
enum class ErrorCode(val code: String) {
    PERMISSION_DENIED("permission_denied"),
    NO_CAMERA("no_camera"),
    CAMERA_IN_USE("camera_in_use"),
    CAMERA_SILENT("camera_silent"),
    CAMERA_POLICY("camera_policy"),
    CONNECT_POLICY("connect_policy"),
    INSECURE_CONTEXT("insecure_context"),
    UNSUPPORTED("unsupported"),
    SESSION_EXPIRED("session_expired"),
    TOKEN_UNAVAILABLE("token_unavailable"),
    NETWORK_LOST("network_lost"),
    NETWORK_TOO_SLOW("network_too_slow"),
    LIGHT_DECLINED("light_declined"),
    TIMEOUT("timeout"),
    CANCELLED("cancelled"),
    SERVER_REFUSED("server_refused"),
}
