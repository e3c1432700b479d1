/** The demo’s page in French. */

import type { Words } from "../words.js";

export default {
  title: "Inperson : essayez",
  unsigned:
    "Ces textes ont été traduits par une machine ; aucun locuteur natif ne les a encore vérifiés.",
  skip: "Aller au contenu",
  pages: "Pages du site",
  build: "L’intégrer",
  heading: "Essayez votre visage",
  yours:
    "Ce serveur est à vous : rien n’en sort. Enregistrez votre visage, prouvez que c’est vous et effacez ce qui a été conservé.",
  check: "Vérification du visage",
  do: "Que faire",
  enroll: "1. Enregistrer mon visage",
  authenticate: "2. Prouver que c’est moi",
  erase: "3. M’effacer",
  privacy: "4. Vos données : voir, copier, retirer, réclamer",
  language: "Langue",
  seen: "Ce que votre serveur apprend",
  nothing: "rien pour l’instant",
  none: "rien",
  kept: "Ce qui est conservé, et combien de temps",
  what: "Quoi",
  what_for: "Pour quoi",
  how_long: "Combien de temps",
  pictures: "Les images de la caméra",
  pictures_for: "la décision elle-même ; en mémoire seulement",
  pictures_until: "jusqu’à ce qu’elle soit prise",
  template: "Un gabarit de votre visage",
  template_for: "pour vous reconnaître ; scellé avec une clé à vous",
  template_until: "365 jours après la dernière vérification, ou jusqu’à ce que vous l’effaciez",
  decision: "La décision",
  decision_for: "preuve de ce qui a été décidé, et quand ; jamais un score",
  decision_until: "365 jours, ou jusqu’à ce que vous l’effaciez",
  cookie: "Un cookie de cette page",
  cookie_for: "pour que ce navigateur retrouve son propre enregistrement",
  cookie_until: "jusqu’à la fermeture du navigateur",
  erasing:
    "L’effacement détruit d’abord votre clé, puis les lignes : aucune copie ne s’ouvre plus. Une sauvegarde du magasin de clés peut contenir la clé quelques jours de plus ; un serveur qui en restaure une vous efface à nouveau avant de servir.",
  developer:
    "Cette démonstration utilise un jeton de développement et ne demande jamais de garder des images pour l’amélioration.",
  enrolled: "Enregistré : #.",
  not_enrolled: "Vous n’êtes pas enregistré.",
  alternative:
    "Votre propre page mènerait maintenant à une autre voie : un code, un appel, un guichet.",
} satisfies Words;
