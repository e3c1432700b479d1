/** What the sample uses of `react-native`, whose own package is an app's whole tool chain. */

import type { ReactNode } from "react";

export function SafeAreaView(props: { children?: ReactNode }): ReactNode;
export function Text(props: {
  children?: ReactNode;
  accessibilityLiveRegion?: "none" | "polite" | "assertive";
}): ReactNode;
export function Button(props: { title: string; onPress: () => void }): ReactNode;
