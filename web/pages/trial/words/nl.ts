/** The trial’s page in Dutch. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "Naar de inhoud",
  language: "Taal",
  unsigned:
    "Deze teksten zijn door een machine vertaald; nog niemand met deze moedertaal heeft ze nagekeken.",
  title: "Een proef met gezichtsherkenning",
  no_link: "Open de link die u hebt gekregen. Die is van u alleen.",
  trouble: "Dat lukte niet. Probeer het opnieuw.",
  agree_title: "Voordat u begint",
  agree_what:
    "U maakt enkele korte opnamen van uw gezicht, en de mensen van de proef houden uw beeld voor de camera. Alle beelden worden bewaard, met de ruimte achter u, versleuteld met een eigen sleutel. U kunt op elk moment stoppen; dan wordt alles gewist.",
  notice: "De privacyverklaring lezen",
  agree_age: "Ik ben # jaar of ouder.",
  agree_identity: "Ik ga ermee akkoord dat mijn gezicht wordt vergeleken.",
  agree_improvement:
    "Ik ga ermee akkoord dat alle beelden van de proef worden bewaard om de software te verbeteren.",
  agree: "Akkoord en beginnen",
  list: "De opnamen",
  device_phone: "uw eigen telefoon",
  device_laptop: "uw eigen laptop",
  light_daylight: "daglicht",
  light_evening: "’s avonds, bij lamplicht",
  glasses_off: "zonder bril",
  glasses_on: "met bril, als u die draagt",
  done_of: "# van #",
  next: "Volgende",
  all_done: "Dank u: alle opnamen zijn gemaakt.",
  kept: "De opname is bewaard.",
  groups: "Over u, als u wilt",
  groups_what:
    "Het laat zien of sommige mensen vaker worden geweigerd dan andere. Het wordt met uw opnamen versleuteld.",
  not_said: "niet gezegd",
  yours: "Uw eigen keuze",
  privacy: "Uw gegevens: inzien, kopiëren, intrekken, klagen",
  leave: "De proef verlaten",
  leave_sure:
    "Al uw opnamen, uw sjabloon en uw sleutel worden gewist. Dit kan niet ongedaan worden gemaakt.",
  leave_now: "Verlaten en wissen",
  left: "U hebt de proef verlaten. Alles van u is gewist.",
  whose: "Wiens gezicht wordt getoond",
  volunteer: "Vrijwilliger",
} satisfies Words;
