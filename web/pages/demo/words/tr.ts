/** The demo’s page in Turkish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: deneyin",
  unsigned: "Bu metinler makineyle çevrildi; henüz anadili konuşan biri tarafından denetlenmedi.",
  skip: "İçeriğe geç",
  pages: "Sayfalar",
  build: "Kendi sayfanıza ekleyin",
  heading: "Yüzünüzle deneyin",
  yours:
    "Bu sunucu sizindir: hiçbir şey dışarı çıkmaz. Yüzünüzü kaydedin, siz olduğunuzu kanıtlayın ve saklananı silin.",
  check: "Yüz denetimi",
  do: "Yapılacaklar",
  enroll: "1. Yüzümü kaydet",
  authenticate: "2. Ben olduğumu kanıtla",
  erase: "3. Beni sil",
  privacy: "4. Verileriniz: gör, kopyala, geri al, şikâyet et",
  language: "Dil",
  seen: "Sunucunuza bildirilen",
  nothing: "henüz bir şey yok",
  none: "yok",
  kept: "Ne, ne kadar süre saklanır",
  what: "Ne",
  what_for: "Ne için",
  how_long: "Ne kadar süre",
  pictures: "Kameranın görüntüleri",
  pictures_for: "kararın kendisi; yalnızca bellekte",
  pictures_until: "karar verilene kadar",
  template: "Yüzünüzün bir şablonu",
  template_for: "sizi yeniden tanımak için; yalnızca size ait bir anahtarla mühürlü",
  template_until: "son denetimden sonra 365 gün ya da siz silene kadar",
  decision: "Karar",
  decision_for: "neye, ne zaman karar verildiğinin kanıtı; asla bir puan değil",
  decision_until: "365 gün ya da siz silene kadar",
  cookie: "Bu sayfanın bir çerezi",
  cookie_for: "bu tarayıcının kendi kaydını bulması için",
  cookie_until: "tarayıcıyı kapatana kadar",
  erasing:
    "Silme önce anahtarınızı, sonra satırları yok eder: hiçbir kopya bir daha açılmaz. Anahtar deposunun bir yedeği anahtarı birkaç gün daha içerebilir; bir yedeği geri yükleyen sunucu, hizmete başlamadan önce sizi yeniden siler.",
  developer:
    "Bu tanıtım bir geliştirici belirteciyle çalışır ve geliştirme için görüntü saklamayı asla istemez.",
  enrolled: "Kaydedildi: #.",
  not_enrolled: "Yüzünüz kayıtlı değil.",
  alternative: "Kendi sayfanız şimdi başka bir yola götürürdü: bir kod, bir arama, bir gişe.",
} satisfies Words;
