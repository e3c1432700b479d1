/** An app of one button that leads through a hosted check: Expo, or any React Native app with `expo-web-browser`. */

import * as WebBrowser from "expo-web-browser";
import { useState } from "react";
import { Button, SafeAreaView, Text } from "react-native";
import { FaceCheck } from "@inperson/web/react-native";

/** Yours: it asks Inperson for a link, and afterwards for what was decided. ../link_shop is one. */
const BACK_END = "https://shop.example/face";
const RETURN_TO = "org.example.shop:/done";

interface Wanted {
  readonly link: string;
  readonly state: string;
}

async function ask<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${BACK_END}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`your back end answered ${answer.status}`);
  return (await answer.json()) as T;
}

export default function App() {
  const [wanted, setWanted] = useState<Wanted>();
  const [said, say] = useState("");
  const ended = (words: string) => {
    setWanted(undefined);
    say(words);
  };
  const begin = () => ask<Wanted>("link", {}).then(setWanted, (error) => ended(String(error)));
  const finish = (session: string) =>
    ask<{ words: string }>("finish", { session }).then(
      ({ words }) => ended(words),
      (error) => ended(String(error)),
    );
  return (
    <SafeAreaView>
      <Button title="Show that it is me" onPress={() => void begin()} />
      {wanted && (
        <FaceCheck
          window={WebBrowser}
          {...wanted}
          returnTo={RETURN_TO}
          onDone={({ session }) => void finish(session)}
          onError={({ code }) => ended(code)}
        />
      )}
      <Text accessibilityLiveRegion="polite">{said}</Text>
    </SafeAreaView>
  );
}
