/** The trial’s page in Turkish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "İçeriğe geç",
  language: "Dil",
  unsigned: "Bu metinler makineyle çevrildi; henüz anadili konuşan biri tarafından denetlenmedi.",
  title: "Bir yüz tanıma denemesi",
  no_link: "Size verilen bağlantıyı açın. Yalnızca sizindir.",
  trouble: "Olmadı. Yeniden deneyin.",
  agree_title: "Başlamadan önce",
  agree_what:
    "Yüzünüzün birkaç kısa çekimini yaparsınız; denemeyi yürütenler de görüntünüzü kameraya gösterir. Tüm görüntüler, arkanızdaki odayla birlikte, yalnızca size ait bir anahtarla şifrelenerek saklanır. Dilediğiniz zaman ayrılabilirsiniz; o zaman her şey silinir.",
  notice: "Gizlilik bildirimini oku",
  agree_age: "# yaşında veya daha büyüğüm.",
  agree_identity: "Yüzümün karşılaştırılmasına rıza veriyorum.",
  agree_improvement:
    "Yazılımı geliştirmek için denemenin tüm görüntülerinin saklanmasına rıza veriyorum.",
  agree: "Rıza ver ve başla",
  list: "Çekimler",
  device_phone: "kendi telefonunuz",
  device_laptop: "kendi dizüstü bilgisayarınız",
  light_daylight: "gün ışığı",
  light_evening: "akşam, lamba ışığı",
  glasses_off: "gözlüksüz",
  glasses_on: "gözlüklü, takıyorsanız",
  done_of: "# / # tamam",
  next: "İleri",
  all_done: "Teşekkürler: tüm çekimler yapıldı.",
  kept: "Çekim saklandı.",
  groups: "Sizin hakkınızda, isterseniz",
  groups_what:
    "Bazı kişilerin diğerlerinden daha sık reddedilip reddedilmediğini gösterir. Çekimlerinizle birlikte şifrelenir.",
  not_said: "belirtilmedi",
  yours: "Karar sizin",
  privacy: "Verileriniz: gör, kopyala, geri al, şikâyet et",
  leave: "Denemeden ayrıl",
  leave_sure: "Tüm çekimleriniz, şablonunuz ve anahtarınız silinir. Bu geri alınamaz.",
  leave_now: "Ayrıl ve sil",
  left: "Denemeden ayrıldınız. Size ait her şey silindi.",
  whose: "Kimin yüzü gösteriliyor",
  volunteer: "Gönüllü",
} satisfies Words;
