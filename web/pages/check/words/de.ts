/** The check's page in German. */

import type { Words } from "../words.js";

export default {
  title: "Gesichtsprüfung",
  language: "Sprache",
  skip: "Zum Inhalt springen",
  asks: "# bittet um eine Gesichtsprüfung",
  only_you:
    "Machen Sie nur weiter, wenn Sie selbst von # hierher gekommen sind. Hat Ihnen jemand diesen Link geschickt, schließen Sie die Seite: Es könnte um das Konto dieser Person gehen.",
  sent: "Machen Sie nur weiter, wenn # Ihnen am Telefon oder am Schalter gesagt hat, dass dieser Link jetzt kommt. Erwarten Sie keinen, oder bittet Sie jemand anderes darum, schließen Sie die Seite.",
  go_on: "Weiter",
  notice: "Die Datenschutzhinweise",
  no_camera:
    "Dieser Browser kann hier keine Kamera nutzen. Vielleicht ist er Teil einer anderen App.",
  open_elsewhere:
    "Kopieren Sie den Link und öffnen Sie ihn in Safari, Chrome oder Firefox. Er ist noch nicht verbraucht.",
  copy: "Link kopieren",
  copied: "Der Link ist kopiert.",
  which: "Welche Kamera?",
  here: "Dieses Gerät nutzen",
  phone: "Mein Telefon nutzen",
  scan: "Scannen Sie dies mit der Kamera Ihres Telefons",
  picture: "Ein QR-Code mit dem Link für Ihr Telefon",
  matches: "Ihr Telefon muss dieselbe Zahl zeigen:",
  same: "Zeigt Ihr anderer Bildschirm diese Zahl?",
  same_why:
    "Dort muss auch # stehen. Wenn Sie keinen anderen Bildschirm vor sich haben, will jemand, dass Sie seine Prüfung machen: Brechen Sie ab.",
  told: "Hat # Ihnen diese Worte gesagt?",
  told_why:
    "Sie stehen für das, was Sie mit Ihrem Gesicht bestätigen. Wurden Ihnen andere gesagt, oder sprechen Sie jetzt mit niemandem von #, brechen Sie ab.",
  yes: "Ja, dieselbe Zahl",
  no: "Nein, abbrechen",
  stop: "Prüfung abbrechen",
  moment: "Einen Moment …",
  at_handed: "Warten auf Ihr Telefon …",
  at_on_phone: "Ihr Telefon ist verbunden. Machen Sie dort weiter.",
  at_capturing: "Die Prüfung läuft auf Ihrem Telefon.",
  done: "Die Prüfung ist fertig",
  cancelled: "Die Prüfung wurde abgebrochen",
  expired: "Die Zeit für die Prüfung ist um",
  told_there: "# sagt Ihnen dort, wie es weitergeht.",
  back: "Zurück zu #",
  other_screen: "Machen Sie an Ihrem anderen Bildschirm weiter. Sie können diese Seite schließen.",
  close: "Sie können diese Seite schließen. # erfährt, wie die Prüfung ausging.",
  cannot: "Dieser Link ist nicht nutzbar",
  start_again:
    "Gehen Sie zurück zur App oder Website, von der Sie kommen, und beginnen Sie dort neu.",
  check_link_invalid: "Der Link ist nicht vollständig, oder ein neuerer hat ihn ersetzt.",
  check_link_used:
    "Der Link gilt einmal und wurde schon geöffnet. Waren Sie das nicht, sagen Sie es der Organisation.",
  check_visit_invalid: "In diesem Browser läuft keine Prüfung, oder sie geht anderswo weiter.",
  session_ended: "Die Prüfung ist schon fertig.",
  session_expired: "Die Zeit für die Prüfung ist um.",
  hand_off_refused: "Die Prüfung bleibt auf dem Gerät, auf dem sie jetzt ist.",
  network: "Keine Verbindung. Neuer Versuch …",
  trouble: "Das geht gerade nicht. Versuchen Sie es gleich noch einmal.",
} satisfies Words;
