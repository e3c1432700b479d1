/** The check's page in Turkish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Yüz kontrolü",
  language: "Dil",
  skip: "İçeriğe geç",
  asks: "# yüz kontrolü istiyor",
  only_you:
    "Yalnızca buraya # üzerinden kendiniz geldiyseniz devam edin. Bu bağlantıyı size biri gönderdiyse sayfayı kapatın: o kişinin hesabıyla ilgili olabilir.",
  sent: "Yalnızca # size telefonda veya gişede bu bağlantının şimdi geleceğini söylediyse devam edin. Bağlantı beklemiyorsanız ya da başka biri istiyorsa sayfayı kapatın.",
  go_on: "Devam et",
  notice: "Gizlilik bildirimi",
  no_camera:
    "Bu tarayıcı burada kamera kullanamıyor. Başka bir uygulamanın içindeki tarayıcı olabilir.",
  open_elsewhere: "Bağlantıyı kopyalayıp Safari, Chrome veya Firefox’ta açın. Henüz kullanılmadı.",
  copy: "Bağlantıyı kopyala",
  copied: "Bağlantı kopyalandı.",
  which: "Hangi kamera?",
  here: "Bu cihazı kullan",
  phone: "Telefonumu kullan",
  scan: "Bunu telefonunuzun kamerasıyla tarayın",
  picture: "Telefonunuz için bağlantıyı içeren QR kod",
  matches: "Telefonunuz aynı sayıyı göstermeli:",
  same: "Diğer ekranınız bu sayıyı gösteriyor mu?",
  same_why:
    "Orada da # yazmalı. Önünüzde başka ekran yoksa biri kendi kontrolünü size yaptırmak istiyor: durun.",
  told: "# size bu sözleri söyledi mi?",
  told_why:
    "Yüzünüzle neyi onayladığınızı belirtirler. Size başka sözler söylendiyse ya da şu anda # ile görüşmüyorsanız durun.",
  yes: "Evet, aynı",
  no: "Hayır, durdur",
  stop: "Kontrolü durdur",
  moment: "Bir dakika…",
  at_handed: "Telefonunuz bekleniyor…",
  at_on_phone: "Telefonunuz bağlandı. Orada devam edin.",
  at_capturing: "Kontrol telefonunuzda sürüyor.",
  done: "Kontrol tamamlandı",
  cancelled: "Kontrol durduruldu",
  expired: "Kontrol için süre doldu",
  told_there: "# bundan sonrasını orada bildirir.",
  back: "# sayfasına dön",
  other_screen: "Diğer ekranınızda devam edin. Bu sayfayı kapatabilirsiniz.",
  close: "Bu sayfayı kapatabilirsiniz. # kontrolün nasıl bittiğini öğrenir.",
  cannot: "Bu bağlantı kullanılamaz",
  start_again: "Geldiğiniz uygulamaya veya siteye dönün ve oradan yeniden başlayın.",
  check_link_invalid: "Bağlantı eksik ya da yerini yenisi aldı.",
  check_link_used:
    "Bağlantı bir kez çalışır ve daha önce açıldı. Açan siz değilseniz kuruluşa bildirin.",
  check_visit_invalid: "Bu tarayıcıda kontrol yok ya da başka yerde sürüyor.",
  session_ended: "Kontrol zaten tamamlandı.",
  session_expired: "Kontrol için süre doldu.",
  hand_off_refused: "Kontrol şu an bulunduğu cihazda kalır.",
  network: "Bağlantı yok. Yeniden deneniyor…",
  trouble: "Şu anda mümkün değil. Biraz sonra yeniden deneyin.",
} satisfies Words;
