/** The check's page in Italian. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Verifica del volto",
  language: "Lingua",
  skip: "Vai al contenuto",
  asks: "# chiede una verifica del volto",
  only_you:
    "Prosegua solo se è arrivato qui di persona da #. Se qualcuno le ha inviato questo link, chiuda la pagina: potrebbe riguardare l’account di quella persona.",
  sent: "Continui solo se # le ha detto, al telefono o allo sportello, che questo link sarebbe arrivato ora. Se non ne aspetta nessuno, o se glielo chiede qualcun altro, chiuda la pagina.",
  go_on: "Continua",
  notice: "L’informativa sulla privacy",
  no_camera:
    "Questo browser non può usare la fotocamera qui. Forse è quello interno a un’altra app.",
  open_elsewhere: "Copi il link e lo apra in Safari, Chrome o Firefox. Non è ancora stato usato.",
  copy: "Copia il link",
  copied: "Il link è copiato.",
  which: "Quale fotocamera?",
  here: "Usa questo dispositivo",
  phone: "Usa il mio telefono",
  scan: "Inquadri questo con la fotocamera del telefono",
  picture: "Un codice QR con il link per il suo telefono",
  matches: "Il telefono deve mostrare lo stesso numero:",
  same: "L’altro schermo mostra questo numero?",
  same_why:
    "Anche lì deve comparire #. Se non ha un altro schermo davanti, qualcuno vuole farle fare la propria verifica: si fermi.",
  told: "# le ha detto queste parole?",
  told_why:
    "Indicano ciò che conferma con il suo volto. Se gliene hanno dette altre, o se ora non sta parlando con nessuno di #, si fermi.",
  yes: "Sì, è lo stesso",
  no: "No, interrompi",
  stop: "Interrompi la verifica",
  moment: "Un momento…",
  at_handed: "In attesa del telefono…",
  at_on_phone: "Il telefono è collegato. Prosegua lì.",
  at_capturing: "La verifica è in corso sul telefono.",
  done: "La verifica è terminata",
  cancelled: "La verifica è stata interrotta",
  expired: "Il tempo per la verifica è scaduto",
  told_there: "# le dirà lì come proseguire.",
  back: "Torna a #",
  other_screen: "Prosegua sull’altro schermo. Può chiudere questa pagina.",
  close: "Può chiudere questa pagina. # saprà com’è finita la verifica.",
  cannot: "Questo link non si può usare",
  start_again: "Torni all’app o al sito da cui è arrivato e ricominci da lì.",
  check_link_invalid: "Il link non è completo, oppure uno più recente lo ha sostituito.",
  check_link_used:
    "Il link vale una volta ed è già stato aperto. Se non è stato lei, lo dica all’organizzazione.",
  check_visit_invalid: "In questo browser non c’è alcuna verifica, oppure prosegue altrove.",
  session_ended: "La verifica è già conclusa.",
  session_expired: "Il tempo per la verifica è scaduto.",
  hand_off_refused: "La verifica resta sul dispositivo che la sta eseguendo.",
  network: "Non c’è connessione. Nuovo tentativo…",
  trouble: "Ora non è possibile. Riprovi tra poco.",
} satisfies Words;
