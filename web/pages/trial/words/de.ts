/** The trial’s page in German. */

import type { Words } from "../words.js";

export default {
  skip: "Zum Inhalt springen",
  language: "Sprache",
  unsigned:
    "Diese Texte hat eine Maschine übersetzt; noch hat sie niemand mit dieser Muttersprache geprüft.",
  title: "Ein Versuch zur Gesichtserkennung",
  no_link: "Öffnen Sie den Link, den Sie bekommen haben. Er gilt nur für Sie.",
  trouble: "Das hat nicht geklappt. Versuchen Sie es noch einmal.",
  agree_title: "Bevor Sie beginnen",
  agree_what:
    "Sie nehmen Ihr Gesicht einige Male kurz auf, und die Leute des Versuchs halten der Kamera Ihr Bild vor. Alle Bilder werden behalten, mit dem Raum hinter Ihnen, verschlüsselt mit Ihrem eigenen Schlüssel. Sie können jederzeit aufhören; dann wird alles gelöscht.",
  notice: "Datenschutzhinweise lesen",
  agree_age: "Ich bin # Jahre alt oder älter.",
  agree_identity: "Ich bin einverstanden, dass mein Gesicht verglichen wird.",
  agree_improvement:
    "Ich bin einverstanden, dass alle Bilder des Versuchs behalten werden, um die Software zu verbessern.",
  agree: "Zustimmen und beginnen",
  list: "Die Aufnahmen",
  device_phone: "Ihr eigenes Telefon",
  device_laptop: "Ihr eigener Laptop",
  light_daylight: "Tageslicht",
  light_evening: "abends, bei Lampenlicht",
  glasses_off: "ohne Brille",
  glasses_on: "mit Brille, falls Sie eine tragen",
  done_of: "# von #",
  next: "Weiter",
  all_done: "Danke: alle Aufnahmen sind gemacht.",
  kept: "Die Aufnahme ist behalten.",
  groups: "Über Sie, wenn Sie mögen",
  groups_what:
    "So zeigt sich, ob manche öfter abgelehnt werden als andere. Es wird mit Ihren Aufnahmen versiegelt.",
  not_said: "keine Angabe",
  yours: "Ihre Entscheidung",
  privacy: "Ihre Daten: sehen, kopieren, widerrufen, beschweren",
  leave: "Den Versuch verlassen",
  leave_sure:
    "Alle Ihre Aufnahmen, Ihre Vorlage und Ihr Schlüssel werden gelöscht. Das lässt sich nicht rückgängig machen.",
  leave_now: "Verlassen und löschen",
  left: "Sie haben den Versuch verlassen. Alles von Ihnen ist gelöscht.",
  whose: "Wessen Gesicht gezeigt wird",
  volunteer: "Proband",
} satisfies Words;
