/** The demo’s page in Dutch. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: probeer het",
  unsigned:
    "Deze teksten zijn door een machine vertaald; nog niemand met deze moedertaal heeft ze nagekeken.",
  skip: "Naar de inhoud",
  pages: "Pagina’s",
  build: "Inbouwen",
  heading: "Probeer uw gezicht",
  yours:
    "Deze server is van u: niets verlaat hem. Leg uw gezicht vast, toon aan dat u het bent en wis wat is bewaard.",
  check: "Gezichtscontrole",
  do: "Wat te doen",
  enroll: "1. Mijn gezicht vastleggen",
  authenticate: "2. Aantonen dat ik het ben",
  erase: "3. Mij wissen",
  privacy: "4. Uw gegevens: inzien, kopiëren, intrekken, klagen",
  language: "Taal",
  seen: "Wat uw server te horen krijgt",
  nothing: "nog niets",
  none: "niets",
  kept: "Wat er wordt bewaard, en hoelang",
  what: "Wat",
  what_for: "Waarvoor",
  how_long: "Hoelang",
  pictures: "De beelden van de camera",
  pictures_for: "de beslissing zelf; alleen in het geheugen",
  pictures_until: "tot die is genomen",
  template: "Een sjabloon van uw gezicht",
  template_for: "om u te herkennen; verzegeld met een eigen sleutel",
  template_until: "365 dagen na de laatste controle, of tot u het wist",
  decision: "De beslissing",
  decision_for: "bewijs van wat is beslist, en wanneer; nooit een score",
  decision_until: "365 dagen, of tot u die wist",
  cookie: "Een cookie van deze pagina",
  cookie_for: "zodat deze browser zijn eigen vastlegging vindt",
  cookie_until: "tot u de browser sluit",
  erasing:
    "Bij het wissen wordt eerst uw sleutel vernietigd, dan de rijen: geen kopie gaat meer open. Een back-up van de sleutelopslag kan de sleutel nog enkele dagen bevatten; een server die er een terugzet, wist u opnieuw voordat hij antwoordt.",
  developer:
    "Deze demo werkt met een ontwikkelaarstoken en vraagt nooit om beelden voor verbetering te bewaren.",
  enrolled: "Vastgelegd: #.",
  not_enrolled: "Uw gezicht is niet vastgelegd.",
  alternative:
    "Uw eigen pagina zou nu naar een andere weg leiden: een code, een telefoontje, een balie.",
} satisfies Words;
