import 'package:flutter/material.dart';
import 'package:flutter_web_auth_2/flutter_web_auth_2.dart';
import 'package:inperson/inperson.dart';

void main() => runApp(const MaterialApp(home: CheckPage()));

/// One button. flutter_web_auth_2 says which activity the manifest needs for the scheme.
class CheckPage extends StatefulWidget {
  const CheckPage({super.key});

  @override
  State<CheckPage> createState() => _CheckPageState();
}

class _CheckPageState extends State<CheckPage> {
  String _said = '';

  Future<void> _check() async {
    String said;
    try {
      said = await finish(await openCheck(FlutterWebAuth2.authenticate, await link()));
    } on CheckException catch (error) {
      said = error.code.code;
    }
    if (mounted) setState(() => _said = said);
  }

  @override
  Widget build(BuildContext context) => Scaffold(
        body: Center(
          child: Column(
            mainAxisSize: MainAxisSize.min,
            children: [
              FilledButton(onPressed: _check, child: const Text('Show that it is me')),
              Text(_said),
            ],
          ),
        ),
      );
}

/// Yours: asks for a link, and afterwards asks what was decided. examples/link_shop is one.
Future<WantedCheck> link() => throw UnimplementedError('ask your back end');
Future<String> finish(String session) => throw UnimplementedError('tell it $session');
