// Made of web/src/errors.ts by `make docs`.

/// Every way in which a capture can end without an answer.
enum ErrorCode {
  permissionDenied('permission_denied'),
  noCamera('no_camera'),
  cameraInUse('camera_in_use'),
  cameraSilent('camera_silent'),
  cameraPolicy('camera_policy'),
  connectPolicy('connect_policy'),
  insecureContext('insecure_context'),
  unsupported('unsupported'),
  sessionExpired('session_expired'),
  tokenUnavailable('token_unavailable'),
  networkLost('network_lost'),
  networkTooSlow('network_too_slow'),
  lightDeclined('light_declined'),
  timeout('timeout'),
  cancelled('cancelled'),
  serverRefused('server_refused');

  const ErrorCode(this.code);

  final String code;
}
