/** The demo’s page in German. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: ausprobieren",
  unsigned:
    "Diese Texte hat eine Maschine übersetzt; noch hat sie niemand mit dieser Muttersprache geprüft.",
  skip: "Zum Inhalt springen",
  pages: "Seiten",
  build: "Einbauen",
  heading: "Probieren Sie Ihr Gesicht aus",
  yours:
    "Dieser Server gehört Ihnen: nichts verlässt ihn. Erfassen Sie Ihr Gesicht, zeigen Sie, dass Sie es sind, und löschen Sie, was behalten wurde.",
  check: "Gesichtsprüfung",
  do: "Was zu tun ist",
  enroll: "1. Mein Gesicht erfassen",
  authenticate: "2. Zeigen, dass ich es bin",
  erase: "3. Mich löschen",
  privacy: "4. Ihre Daten: sehen, kopieren, widerrufen, beschweren",
  language: "Sprache",
  seen: "Was Ihr Server erfährt",
  nothing: "noch nichts",
  none: "nichts",
  kept: "Was gespeichert wird, und wie lange",
  what: "Was",
  what_for: "Wozu",
  how_long: "Wie lange",
  pictures: "Die Bilder der Kamera",
  pictures_for: "für die Entscheidung selbst; nur im Arbeitsspeicher",
  pictures_until: "bis sie getroffen ist",
  template: "Eine Vorlage Ihres Gesichts",
  template_for: "um Sie wiederzuerkennen; mit einem eigenen Schlüssel versiegelt",
  template_until: "365 Tage nach der letzten Prüfung, oder bis Sie sie löschen",
  decision: "Die Entscheidung",
  decision_for: "als Nachweis, was entschieden wurde und wann; nie ein Punktwert",
  decision_until: "365 Tage, oder bis Sie sie löschen",
  cookie: "Ein Cookie dieser Seite",
  cookie_for: "damit dieser Browser seine eigene Erfassung findet",
  cookie_until: "bis Sie den Browser schließen",
  erasing:
    "Beim Löschen wird zuerst Ihr Schlüssel vernichtet, dann die Zeilen: keine Kopie öffnet sich mehr. Eine Sicherung des Schlüsselspeichers kann den Schlüssel einige Tage länger enthalten; ein Server, der eine einspielt, löscht Sie erneut, bevor er antwortet.",
  developer:
    "Diese Demo arbeitet mit einem Entwicklertoken und fragt nie, ob Bilder zur Verbesserung behalten werden dürfen.",
  enrolled: "Erfasst: #.",
  not_enrolled: "Sie sind nicht erfasst.",
  alternative:
    "Ihre eigene Seite würde jetzt zu einem anderen Weg führen: einem Code, einem Anruf, einem Schalter.",
} satisfies Words;
