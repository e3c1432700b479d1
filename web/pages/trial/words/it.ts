/** The trial’s page in Italian. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "Vai al contenuto",
  language: "Lingua",
  unsigned:
    "Questi testi sono stati tradotti da una macchina; nessun madrelingua li ha ancora verificati.",
  title: "Una sperimentazione di riconoscimento facciale",
  no_link: "Apra il link che ha ricevuto. È solo Suo.",
  trouble: "Non ha funzionato. Riprovi.",
  agree_title: "Prima di iniziare",
  agree_what:
    "Farà alcune brevi riprese del Suo volto, e i responsabili della sperimentazione mostreranno la Sua immagine alla fotocamera. Tutte le immagini vengono conservate, con la stanza dietro di Lei, cifrate con una chiave solo Sua. Può smettere in qualsiasi momento; allora tutto viene cancellato.",
  notice: "Leggere l’informativa sulla privacy",
  agree_age: "Ho # anni o più.",
  agree_identity: "Acconsento al confronto del mio volto.",
  agree_improvement:
    "Acconsento alla conservazione di tutte le immagini della sperimentazione per migliorare il software.",
  agree: "Acconsento e inizio",
  list: "Le riprese",
  device_phone: "il Suo telefono",
  device_laptop: "il Suo computer portatile",
  light_daylight: "luce del giorno",
  light_evening: "sera, con le lampade",
  glasses_off: "senza occhiali",
  glasses_on: "con gli occhiali, se li porta",
  done_of: "# di #",
  next: "Avanti",
  all_done: "Grazie: tutte le riprese sono fatte.",
  kept: "La ripresa è conservata.",
  groups: "Su di Lei, se desidera",
  groups_what:
    "Mostra se alcune persone vengono rifiutate più spesso di altre. È cifrato insieme alle Sue riprese.",
  not_said: "non indicato",
  yours: "La decisione è Sua",
  privacy: "I Suoi dati: vedere, copiare, revocare, reclamare",
  leave: "Lasciare la sperimentazione",
  leave_sure:
    "Tutte le Sue riprese, il Suo modello e la Sua chiave vengono cancellati. Non si può annullare.",
  leave_now: "Lasciare e cancellare",
  left: "Ha lasciato la sperimentazione. Tutto ciò che La riguarda è cancellato.",
  whose: "Di chi è il volto mostrato",
  volunteer: "Volontario",
} satisfies Words;
