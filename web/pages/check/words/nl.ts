/** The check's page in Dutch. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Gezichtscontrole",
  language: "Taal",
  skip: "Naar de inhoud",
  asks: "# vraagt om een gezichtscontrole",
  only_you:
    "Ga alleen verder als u zelf vanaf # hier bent gekomen. Heeft iemand u deze link gestuurd, sluit dan de pagina: het kan om het account van die persoon gaan.",
  sent: "Ga alleen verder als # u aan de telefoon of aan de balie heeft gezegd dat deze link nu komt. Verwacht u er geen, of vraagt iemand anders u erom, sluit dan de pagina.",
  go_on: "Doorgaan",
  notice: "De privacyverklaring",
  no_camera:
    "Deze browser kan hier geen camera gebruiken. Misschien is het de browser in een andere app.",
  open_elsewhere:
    "Kopieer de link en open hem in Safari, Chrome of Firefox. Hij is nog niet gebruikt.",
  copy: "Link kopiëren",
  copied: "De link is gekopieerd.",
  which: "Welke camera?",
  here: "Dit apparaat gebruiken",
  phone: "Mijn telefoon gebruiken",
  scan: "Scan dit met de camera van uw telefoon",
  picture: "Een QR-code met de link voor uw telefoon",
  matches: "Uw telefoon moet hetzelfde getal tonen:",
  same: "Toont uw andere scherm dit getal?",
  same_why:
    "# moet daar ook staan. Hebt u geen ander scherm voor u, dan wil iemand dat u zijn controle doet: stop.",
  told: "Heeft # u deze woorden gezegd?",
  told_why:
    "Ze staan voor wat u met uw gezicht bevestigt. Zijn u andere gezegd, of spreekt u nu met niemand van #, stop dan.",
  yes: "Ja, het is hetzelfde",
  no: "Nee, stoppen",
  stop: "De controle stoppen",
  moment: "Een ogenblik…",
  at_handed: "Wachten op uw telefoon…",
  at_on_phone: "Uw telefoon is verbonden. Ga daar verder.",
  at_capturing: "De controle loopt op uw telefoon.",
  done: "De controle is klaar",
  cancelled: "De controle is gestopt",
  expired: "De tijd voor de controle is om",
  told_there: "# zegt u daar hoe het verdergaat.",
  back: "Terug naar #",
  other_screen: "Ga verder op uw andere scherm. U kunt deze pagina sluiten.",
  close: "U kunt deze pagina sluiten. # hoort hoe de controle is afgelopen.",
  cannot: "Deze link is niet te gebruiken",
  start_again: "Ga terug naar de app of website waar u vandaan kwam en begin daar opnieuw.",
  check_link_invalid: "De link is niet volledig, of een nieuwere heeft hem vervangen.",
  check_link_used:
    "De link werkt één keer en is al geopend. Was u dat niet, meld het dan aan de organisatie.",
  check_visit_invalid: "In deze browser loopt geen controle, of ze gaat elders verder.",
  session_ended: "De controle is al klaar.",
  session_expired: "De tijd voor de controle is om.",
  hand_off_refused: "De controle blijft op het apparaat waar ze nu is.",
  network: "Er is geen verbinding. Nieuwe poging…",
  trouble: "Dit kan nu niet. Probeer het zo meteen opnieuw.",
} satisfies Words;
