/// A hosted check in a Flutter app: opens the link in the system's own window (a Custom Tab, an
/// `ASWebAuthenticationSession`), and waits until the app is called back. Nothing native of its own:
/// it is given `FlutterWebAuth2.authenticate` of `flutter_web_auth_2`.
library;

import 'dart:async';

import 'package:flutter/services.dart' show PlatformException;

import 'src/error_code.dart';

export 'src/error_code.dart';

/// Opens a link and returns the address that the app was called at.
typedef AuthWindow = Future<String> Function({
  required String url,
  required String callbackUrlScheme,
});

/// What your back end gave the app.
class WantedCheck {
  const WantedCheck({
    required this.link,
    required this.returnTo,
    required this.state,
    this.within = const Duration(minutes: 15),
  });

  /// Opens the check; good once, for ten minutes.
  final String link;

  /// One of the app token's `returns`, which leads into this app.
  final String returnTo;

  /// What your back end drew for this very app, and sent with the link.
  final String state;

  /// After how long nobody is waited for any more.
  final Duration within;

  /// Tell which session came back, if a call is this check's. Who does not know the state, or says
  /// it twice, is not heard.
  String? returned(String url) {
    final here = url.split('#').first;
    final at = here.indexOf('?');
    if (at < 0 || here.substring(0, at) != returnTo) return null;
    final pairs = here.substring(at + 1).split('&');
    String? said(String name) {
      final found = pairs.where((pair) => pair.startsWith('$name=')).toList();
      return found.length == 1 ? _plain(found.first.substring(name.length + 1)) : null;
    }

    if (said('state') != state) return null;
    final session = said('session');
    return session == null || session.isEmpty ? null : session;
  }
}

/// Why there is no check to ask for: `cancelled`, `unsupported` or `timeout`.
class CheckException implements Exception {
  const CheckException(this.code, [this.cause]);

  final ErrorCode code;
  final Object? cause;

  @override
  String toString() => code.code;
}

/// Lead the person through a check. Returns the session's id, to ask your back end about.
///
/// Throws a [CheckException]. A call that is not this check's has closed the window: `cancelled`.
Future<String> openCheck(AuthWindow window, WantedCheck wanted) async {
  final String url;
  try {
    final scheme = wanted.returnTo.split(':').first;
    url = await window(url: wanted.link, callbackUrlScheme: scheme).timeout(wanted.within);
  } on TimeoutException catch (cause) {
    throw CheckException(ErrorCode.timeout, cause);
  } on PlatformException catch (cause) {
    final closed = cause.code == 'CANCELED';
    throw CheckException(closed ? ErrorCode.cancelled : ErrorCode.unsupported, cause);
  }
  final session = wanted.returned(url);
  if (session == null) throw const CheckException(ErrorCode.cancelled);
  return session;
}

String? _plain(String text) {
  try {
    return Uri.decodeQueryComponent(text);
  } on ArgumentError {
    return null;
  } on FormatException {
    return null;
  }
}
