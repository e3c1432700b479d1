import 'dart:async';
import 'dart:io';

import 'package:flutter/services.dart';
import 'package:flutter_test/flutter_test.dart';
import 'package:inperson/inperson.dart';

const wanted = WantedCheck(
  link: 'https://face.example/check/ten_a#d',
  returnTo: 'org.example.shop:/done',
  state: 'a&b c',
);

AuthWindow ends(FutureOr<String> Function() how) =>
    ({required url, required callbackUrlScheme}) async => how();

Matcher fails(ErrorCode code) =>
    throwsA(isA<CheckException>().having((error) => error.code, 'code', code));

void main() {
  test('hears what the other bridges hear', () {
    final lines = File('../../tests/vectors/check-returns.tsv').readAsLinesSync();
    for (final line in lines.where((each) => !each.startsWith('#'))) {
      final [session, url, why] = line.split('\t');
      expect(wanted.returned(url) ?? '', session, reason: why);
    }
  });

  test('ends with the session, or says why there is none', () async {
    const back = 'org.example.shop:/done?session=ses_a&state=a%26b+c';
    expect(await openCheck(ends(() => back), wanted), 'ses_a');
    final forged = ends(() => 'org.example.shop:/done?session=ses_x&state=no');
    await expectLater(openCheck(forged, wanted), fails(ErrorCode.cancelled));
    final closed = ends(() => throw PlatformException(code: 'CANCELED'));
    await expectLater(openCheck(closed, wanted), fails(ErrorCode.cancelled));
    final none = ends(() => throw PlatformException(code: 'NO_BROWSER'));
    await expectLater(openCheck(none, wanted), fails(ErrorCode.unsupported));
  });
}
