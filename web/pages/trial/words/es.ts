/** The trial’s page in Spanish. */

import type { Words } from "../words.js";

export default {
  skip: "Ir al contenido",
  language: "Idioma",
  unsigned: "Estos textos los tradujo una máquina; ningún hablante nativo los ha revisado todavía.",
  title: "Un ensayo de reconocimiento facial",
  no_link: "Abra el enlace que recibió. Es solo para usted.",
  trouble: "No ha funcionado. Inténtelo de nuevo.",
  agree_title: "Antes de empezar",
  agree_what:
    "Hará unas breves tomas de su rostro, y quienes llevan el ensayo mostrarán su imagen a la cámara. Se guardan todas las imágenes, también la sala detrás de usted, cifradas con una clave propia. Puede dejarlo cuando quiera; entonces se borra todo.",
  notice: "Leer el aviso de privacidad",
  agree_age: "Tengo # años o más.",
  agree_identity: "Acepto que se compare mi rostro.",
  agree_improvement:
    "Acepto que se guarden todas las imágenes del ensayo para mejorar el software.",
  agree: "Acepto y empiezo",
  list: "Las tomas",
  device_phone: "su propio teléfono",
  device_laptop: "su propio portátil",
  light_daylight: "luz de día",
  light_evening: "de noche, con lámparas",
  glasses_off: "sin gafas",
  glasses_on: "con gafas, si las usa",
  done_of: "# de #",
  next: "Siguiente",
  all_done: "Gracias: todas las tomas están hechas.",
  kept: "La toma está guardada.",
  groups: "Sobre usted, si quiere",
  groups_what: "Muestra si se rechaza a unas personas más que a otras. Se cifra con sus tomas.",
  not_said: "sin decir",
  yours: "Usted decide",
  privacy: "Sus datos: ver, copiar, retirar, reclamar",
  leave: "Dejar el ensayo",
  leave_sure: "Se borran todas sus tomas, su plantilla y su clave. No se puede deshacer.",
  leave_now: "Dejarlo y borrar",
  left: "Ha dejado el ensayo. Todo lo suyo está borrado.",
  whose: "De quién es el rostro",
  volunteer: "Voluntario",
} satisfies Words;
