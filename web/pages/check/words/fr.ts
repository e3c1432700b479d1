/** The check's page in French. */

import type { Words } from "../words.js";

export default {
  title: "Vérification faciale",
  language: "Langue",
  skip: "Aller au contenu",
  asks: "# demande une vérification faciale",
  only_you:
    "Ne continuez que si vous êtes venu ici vous-même depuis #. Si quelqu’un vous a envoyé ce lien, fermez la page : il pourrait s’agir du compte de cette personne.",
  sent: "Continuez seulement si # vous a dit, au téléphone ou au guichet, que ce lien arriverait maintenant. Si vous n’en attendez aucun, ou si quelqu’un d’autre vous le demande, fermez la page.",
  go_on: "Continuer",
  notice: "L’avis de confidentialité",
  no_camera:
    "Ce navigateur ne peut pas utiliser de caméra ici. C’est peut-être celui d’une autre application.",
  open_elsewhere:
    "Copiez le lien et ouvrez-le dans Safari, Chrome ou Firefox. Il n’a pas encore servi.",
  copy: "Copier le lien",
  copied: "Le lien est copié.",
  which: "Quelle caméra ?",
  here: "Utiliser cet appareil",
  phone: "Utiliser mon téléphone",
  scan: "Scannez ceci avec l’appareil photo de votre téléphone",
  picture: "Un code QR avec le lien pour votre téléphone",
  matches: "Votre téléphone doit afficher le même nombre :",
  same: "Votre autre écran affiche-t-il ce nombre ?",
  same_why:
    "# doit aussi y figurer. Si vous n’avez pas d’autre écran devant vous, quelqu’un veut vous faire passer sa vérification : arrêtez.",
  told: "# vous a-t-il dit ces mots ?",
  told_why:
    "Ils désignent ce que vous confirmez avec votre visage. Si on vous en a dit d’autres, ou si vous ne parlez maintenant à personne de #, arrêtez.",
  yes: "Oui, c’est le même",
  no: "Non, arrêter",
  stop: "Arrêter la vérification",
  moment: "Un instant…",
  at_handed: "En attente de votre téléphone…",
  at_on_phone: "Votre téléphone est connecté. Continuez dessus.",
  at_capturing: "La vérification est en cours sur votre téléphone.",
  done: "La vérification est terminée",
  cancelled: "La vérification a été arrêtée",
  expired: "Le temps de la vérification est écoulé",
  told_there: "# vous y dira la suite.",
  back: "Retour à #",
  other_screen: "Continuez sur votre autre écran. Vous pouvez fermer cette page.",
  close: "Vous pouvez fermer cette page. # saura comment la vérification s’est terminée.",
  cannot: "Ce lien n’est pas utilisable",
  start_again: "Retournez à l’application ou au site d’où vous venez, et recommencez.",
  check_link_invalid: "Le lien n’est pas complet, ou un plus récent l’a remplacé.",
  check_link_used:
    "Le lien sert une fois et a déjà été ouvert. Si ce n’était pas vous, prévenez l’organisation.",
  check_visit_invalid:
    "Il n’y a pas de vérification dans ce navigateur, ou elle se poursuit ailleurs.",
  session_ended: "La vérification est déjà terminée.",
  session_expired: "Le temps de la vérification est écoulé.",
  hand_off_refused: "La vérification reste sur l’appareil actuel.",
  network: "Pas de connexion. Nouvel essai…",
  trouble: "Ce n’est pas possible maintenant. Réessayez dans un instant.",
} satisfies Words;
