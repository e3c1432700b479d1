/** The demo’s page in Spanish. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: pruébelo",
  unsigned: "Estos textos los tradujo una máquina; ningún hablante nativo los ha revisado todavía.",
  skip: "Ir al contenido",
  pages: "Páginas",
  build: "Integrarlo",
  heading: "Pruebe su rostro",
  yours:
    "Este servidor es suyo: nada sale de él. Registre su rostro, demuestre que es usted y borre lo que se guardó.",
  check: "Verificación facial",
  do: "Qué hacer",
  enroll: "1. Registrar mi rostro",
  authenticate: "2. Demostrar que soy yo",
  erase: "3. Borrarme",
  privacy: "4. Sus datos: ver, copiar, retirar, reclamar",
  language: "Idioma",
  seen: "Lo que se comunica a su servidor",
  nothing: "nada todavía",
  none: "nada",
  kept: "Qué se guarda y durante cuánto tiempo",
  what: "Qué",
  what_for: "Para qué",
  how_long: "Cuánto tiempo",
  pictures: "Las imágenes de la cámara",
  pictures_for: "la propia decisión; solo en memoria",
  pictures_until: "hasta que se toma",
  template: "Una plantilla de su rostro",
  template_for: "para reconocerle de nuevo; sellada con una clave propia",
  template_until: "365 días desde la última comprobación, o hasta que la borre",
  decision: "La decisión",
  decision_for: "prueba de lo que se decidió y cuándo; nunca una puntuación",
  decision_until: "365 días, o hasta que la borre",
  cookie: "Una cookie de esta página",
  cookie_for: "para que este navegador encuentre su propio registro",
  cookie_until: "hasta que cierre el navegador",
  erasing:
    "Al borrar se destruye primero su clave y después las filas: ninguna copia se abre ya. Una copia de seguridad del almacén de claves puede contener la clave algunos días más; un servidor que restaure una le borra de nuevo antes de atender.",
  developer:
    "Esta demostración funciona con un token de desarrollo y nunca pide guardar imágenes para mejoras.",
  enrolled: "Registrado: #.",
  not_enrolled: "No está registrado.",
  alternative:
    "Su propia página llevaría ahora a otra vía: un código, una llamada, una ventanilla.",
} satisfies Words;
