/** The demo’s page in Italian. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: provare",
  unsigned:
    "Questi testi sono stati tradotti da una macchina; nessun madrelingua li ha ancora verificati.",
  skip: "Vai al contenuto",
  pages: "Pagine",
  build: "Integrarlo",
  heading: "Provi il Suo volto",
  yours:
    "Questo server è Suo: nulla ne esce. Registri il Suo volto, dimostri di essere Lei e cancelli ciò che è stato conservato.",
  check: "Verifica del volto",
  do: "Che cosa fare",
  enroll: "1. Registra il mio volto",
  authenticate: "2. Dimostra che sono io",
  erase: "3. Cancella i miei dati",
  privacy: "4. I Suoi dati: vedere, copiare, revocare, reclamare",
  language: "Lingua",
  seen: "Che cosa viene comunicato al Suo server",
  nothing: "ancora niente",
  none: "niente",
  kept: "Che cosa è conservato, e per quanto tempo",
  what: "Che cosa",
  what_for: "A che scopo",
  how_long: "Per quanto tempo",
  pictures: "Le immagini della fotocamera",
  pictures_for: "la decisione stessa; solo in memoria",
  pictures_until: "finché non è presa",
  template: "Un modello del Suo volto",
  template_for: "per riconoscerla di nuovo; sigillato con una chiave solo Sua",
  template_until: "365 giorni dopo l’ultima verifica, o finché non lo cancella",
  decision: "La decisione",
  decision_for: "prova di che cosa è stato deciso e quando; mai un punteggio",
  decision_until: "365 giorni, o finché non la cancella",
  cookie: "Un cookie di questa pagina",
  cookie_for: "perché questo browser ritrovi la propria registrazione",
  cookie_until: "fino alla chiusura del browser",
  erasing:
    "La cancellazione distrugge prima la Sua chiave, poi le righe: nessuna copia si apre più. Una copia di sicurezza dell’archivio delle chiavi può contenere la chiave ancora per qualche giorno; un server che ne ripristina una La cancella di nuovo prima di rispondere.",
  developer:
    "Questa dimostrazione funziona con un token per sviluppatori e non chiede mai di conservare immagini per il miglioramento.",
  enrolled: "Registrato: #.",
  not_enrolled: "Il Suo volto non è registrato.",
  alternative:
    "La Sua pagina condurrebbe ora a un’altra via: un codice, una telefonata, uno sportello.",
} satisfies Words;
