/** The trial’s page in French. */

import type { Words } from "../words.js";

export default {
  skip: "Aller au contenu",
  language: "Langue",
  unsigned:
    "Ces textes ont été traduits par une machine ; aucun locuteur natif ne les a encore vérifiés.",
  title: "Un essai de reconnaissance faciale",
  no_link: "Ouvrez le lien que vous avez reçu. Il n’est que pour vous.",
  trouble: "Cela n’a pas marché. Réessayez.",
  agree_title: "Avant de commencer",
  agree_what:
    "Vous faites quelques courtes prises de votre visage, et les responsables de l’essai présentent votre image à la caméra. Toutes les images sont gardées, avec la pièce derrière vous, chiffrées avec votre propre clé. Vous pouvez arrêter à tout moment ; tout est alors effacé.",
  notice: "Lire l’avis de confidentialité",
  agree_age: "J’ai # ans ou plus.",
  agree_identity: "J’accepte que mon visage soit comparé.",
  agree_improvement:
    "J’accepte que toutes les images de l’essai soient gardées pour améliorer le logiciel.",
  agree: "J’accepte et je commence",
  list: "Les prises",
  device_phone: "votre téléphone",
  device_laptop: "votre ordinateur portable",
  light_daylight: "lumière du jour",
  light_evening: "le soir, à la lampe",
  glasses_off: "sans lunettes",
  glasses_on: "avec lunettes, si vous en portez",
  done_of: "# sur #",
  next: "Suivant",
  all_done: "Merci : toutes les prises sont faites.",
  kept: "La prise est gardée.",
  groups: "De vous, si vous voulez",
  groups_what:
    "On voit ainsi si certains sont refusés plus souvent. C’est chiffré avec vos prises.",
  not_said: "non dit",
  yours: "À vous de décider",
  privacy: "Vos données : voir, copier, retirer, réclamer",
  leave: "Quitter l’essai",
  leave_sure: "Toutes vos prises, votre gabarit et votre clé sont effacés. C’est irréversible.",
  leave_now: "Quitter et effacer",
  left: "Vous avez quitté l’essai. Tout ce qui vous concerne est effacé.",
  whose: "À qui est le visage",
  volunteer: "Volontaire",
} satisfies Words;
