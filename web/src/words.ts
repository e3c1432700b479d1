/**
 * Every word that a person reads or hears, in every language: one row a text, one column a
 * language.
 */

import type { ErrorCode } from "./errors.js";
import type { Hint, Improvement } from "./protocol.js";

export const LANGUAGES = ["en", "de", "es", "fr", "ar", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

type Row = readonly [en: string, de: string, es: string, fr: string, ar: string, zh: string];

type Key =
  | "title"
  | "why_enroll"
  | "why_authenticate"
  | "why_liveness"
  | "how"
  | "deleted"
  | "privacy"
  | "ask_required"
  | "ask_changed"
  | "agree"
  | "begin"
  | "alternative"
  | "cancel"
  | "again"
  | "camera_view"
  | "step"
  | "waiting"
  | "camera"
  | "paused"
  | "reconnecting"
  | "checking"
  | "passed"
  | "refused"
  | `hint_${Hint}`
  | "improve_follow_the_oval"
  | "improve_move_closer_and_back"
  | "improve_uncover_face"
  | `error_${Exclude<ErrorCode, "insecure_context" | "session_expired" | "token_unavailable">}`;

/* prettier-ignore */
export const WORDS: Readonly<Record<Key, Row>> = {
  title: ["Face check", "Gesichtsprüfung", "Comprobación facial", "Vérification du visage", "التحقق من الوجه", "人脸验证"],
  why_enroll: ["Your camera takes in your face, so that you can sign in with it.", "Ihre Kamera nimmt Ihr Gesicht auf, damit Sie sich damit anmelden können.", "La cámara grabará su rostro para que pueda identificarse con él.", "La caméra enregistre votre visage pour que vous puissiez vous identifier avec lui.", "ستسجّل الكاميرا وجهك لكي تسجل الدخول به.", "摄像头将录入您的面部，供您登录使用。"],
  why_authenticate: ["Your camera checks that it is you, here and now.", "Ihre Kamera prüft, ob Sie es sind, hier und jetzt.", "La cámara comprobará que es usted, aquí y ahora.", "La caméra vérifie que c’est bien vous, ici et maintenant.", "ستتحقق الكاميرا من أنك أنت، هنا والآن.", "摄像头将确认此刻是您本人。"],
  why_liveness: ["Your camera checks that a person is here now.", "Ihre Kamera prüft, ob gerade ein Mensch hier ist.", "La cámara comprobará que hay una persona aquí ahora.", "La caméra vérifie qu’une personne est là maintenant.", "ستتحقق الكاميرا من وجود شخص هنا الآن.", "摄像头将确认此刻有真人在场。"],
  how: ["Put your face into the oval and follow it. It takes 15 seconds.", "Folgen Sie dem Oval mit dem Gesicht. Das dauert 15 Sekunden.", "Siga el óvalo con el rostro. Tarda 15 segundos.", "Suivez l’ovale avec votre visage. Cela prend 15 secondes.", "اتبع الشكل البيضاوي بوجهك. يستغرق ذلك 15 ثانية.", "用面部跟随椭圆框，约需 15 秒。"],
  deleted: ["The pictures are deleted at once.", "Die Bilder werden sofort gelöscht.", "Las imágenes se borran enseguida.", "Les images sont aussitôt supprimées.", "تُحذف الصور فورًا.", "图像会立即删除。"],
  ask_required: ["Read how your data is used.", "Lesen Sie, wie Ihre Daten verwendet werden.", "Lea cómo se usan sus datos.", "Lisez comment vos données sont utilisées.", "اقرأ كيف تُستخدم بياناتك.", "请阅读您的数据如何使用。"],
  ask_changed: ["This has changed. Read it again.", "Das hat sich geändert. Lesen Sie es neu.", "Esto ha cambiado. Vuelva a leerlo.", "Cela a changé. Relisez-le.", "تغيّر هذا. اقرأه من جديد.", "内容已更改，请重新阅读。"],
  agree: ["Agree and start", "Zustimmen und starten", "Aceptar e iniciar", "Accepter et démarrer", "الموافقة والبدء", "同意并开始"],
  privacy: ["Your data", "Ihre Daten", "Sus datos", "Vos données", "بياناتك", "您的数据"],
  begin: ["Start the camera", "Kamera starten", "Iniciar la cámara", "Démarrer la caméra", "تشغيل الكاميرا", "启动摄像头"],
  alternative: ["Continue without face check", "Ohne Gesichtsprüfung fortfahren", "Continuar sin comprobación facial", "Continuer sans vérification du visage", "المتابعة دون التحقق من الوجه", "不使用人脸验证"],
  cancel: ["Cancel", "Abbrechen", "Cancelar", "Annuler", "إلغاء", "取消"],
  again: ["Try again", "Erneut versuchen", "Intentar de nuevo", "Réessayer", "إعادة المحاولة", "重试"],
  camera_view: ["Your camera", "Ihre Kamera", "Su cámara", "Votre caméra", "كاميرتك", "您的摄像头"],
  step: ["Step # of #", "Schritt # von #", "Paso # de #", "Étape # sur #", "الخطوة # من #", "第 # 步，共 # 步"],
  waiting: ["One moment…", "Einen Moment …", "Un momento…", "Un instant…", "لحظة من فضلك…", "请稍候…"],
  camera: ["Allow the camera, please", "Bitte erlauben Sie die Kamera", "Permita el uso de la cámara", "Veuillez autoriser la caméra", "يرجى السماح باستخدام الكاميرا", "请允许使用摄像头"],
  paused: ["Paused: come back here", "Pausiert: Kommen Sie zurück", "En pausa: vuelva aquí", "En pause : revenez ici", "متوقف مؤقتًا: عُد إلى هنا", "已暂停：请返回"],
  reconnecting: ["Connection lost, trying again…", "Verbindung weg, neuer Versuch …", "Sin conexión, reintentando…", "Connexion perdue, nouvel essai…", "انقطع الاتصال، إعادة المحاولة…", "连接中断，正在重连…"],
  checking: ["Checking…", "Wird geprüft …", "Comprobando…", "Vérification…", "جارٍ التحقق…", "正在验证…"],
  passed: ["Done", "Fertig", "Listo", "Terminé", "تم", "完成"],
  refused: ["That did not work", "Das hat nicht geklappt", "No ha funcionado", "Cela n’a pas marché", "لم ينجح ذلك", "未成功"],
  hint_no_face: ["Show your face", "Zeigen Sie Ihr Gesicht", "Muestre su rostro", "Montrez votre visage", "أظهر وجهك", "请露出面部"],
  hint_multiple_faces: ["Only one person", "Nur eine Person", "Solo una persona", "Une seule personne", "شخص واحد فقط", "只能有一人"],
  hint_move_closer: ["Move closer", "Näher kommen", "Acérquese", "Approchez-vous", "اقترب", "请靠近"],
  hint_move_back: ["Move back", "Weiter weg", "Aléjese", "Reculez", "ابتعد قليلاً", "请后退"],
  hint_move_into_oval: ["Face into the oval", "Gesicht in das Oval", "El rostro en el óvalo", "Le visage dans l’ovale", "الوجه داخل الشكل البيضاوي", "将脸移入椭圆框"],
  hint_look_straight: ["Look straight ahead", "Geradeaus schauen", "Mire al frente", "Regardez droit devant", "انظر إلى الأمام", "请正视前方"],
  hint_hold_still: ["Hold still", "Stillhalten", "No se mueva", "Ne bougez plus", "اثبت مكانك", "请保持不动"],
  hint_too_dark: ["Too dark: more light", "Zu dunkel: mehr Licht", "Muy oscuro: más luz", "Trop sombre : plus de lumière", "ظلام: زد الإضاءة", "太暗：请增加光线"],
  hint_too_bright: ["Too bright: less light", "Zu hell: weniger Licht", "Mucha luz: menos luz", "Trop clair : moins de lumière", "ساطع: خفف الإضاءة", "太亮：请减弱光线"],
  hint_too_blurred: ["Blurred: hold still", "Unscharf: stillhalten", "Borroso: no se mueva", "Flou : ne bougez plus", "الصورة ضبابية: اثبت", "画面模糊：请保持不动"],
  improve_follow_the_oval: ["Follow the oval with your face", "Folgen Sie dem Oval mit dem Gesicht", "Siga el óvalo con el rostro", "Suivez l’ovale avec votre visage", "اتبع الشكل البيضاوي بوجهك", "用面部跟随椭圆框"],
  improve_move_closer_and_back: ["Move closer and back with the oval", "Gehen Sie mit dem Oval vor und zurück", "Acérquese y aléjese con el óvalo", "Avancez et reculez avec l’ovale", "اقترب وابتعد مع الشكل البيضاوي", "随椭圆框靠近和后退"],
  improve_uncover_face: ["Uncover your face", "Machen Sie Ihr Gesicht frei", "Descúbrase el rostro", "Découvrez votre visage", "اكشف وجهك", "请勿遮挡面部"],
  error_permission_denied: ["Allow the camera in your browser’s settings.", "Erlauben Sie die Kamera in den Einstellungen des Browsers.", "Permita la cámara en los ajustes del navegador.", "Autorisez la caméra dans les réglages du navigateur.", "اسمح بالكاميرا في إعدادات المتصفح.", "请在浏览器设置中允许摄像头。"],
  error_no_camera: ["There is no camera.", "Es gibt keine Kamera.", "No hay ninguna cámara.", "Il n’y a pas de caméra.", "لا توجد كاميرا.", "没有摄像头。"],
  error_camera_in_use: ["Another program is using the camera.", "Ein anderes Programm nutzt die Kamera.", "Otro programa está usando la cámara.", "Un autre programme utilise la caméra.", "يستخدم برنامج آخر الكاميرا.", "其他程序正在使用摄像头。"],
  error_unsupported: ["This browser cannot use a camera here.", "Dieser Browser kann hier keine Kamera nutzen.", "Este navegador no puede usar la cámara aquí.", "Ce navigateur ne peut pas utiliser la caméra ici.", "لا يمكن لهذا المتصفح استخدام الكاميرا هنا.", "此浏览器无法在此使用摄像头。"],
  error_landscape_on_phone: ["Hold your phone upright.", "Halten Sie das Telefon aufrecht.", "Ponga el teléfono en vertical.", "Tenez votre téléphone à la verticale.", "أمسك هاتفك بوضع عمودي.", "请竖持手机。"],
  error_network_lost: ["There is no connection.", "Es besteht keine Verbindung.", "No hay conexión.", "Il n’y a pas de connexion.", "لا يوجد اتصال.", "没有网络连接。"],
  error_timeout: ["It took too long.", "Es hat zu lange gedauert.", "Ha tardado demasiado.", "Cela a pris trop de temps.", "استغرق الأمر وقتًا طويلاً.", "用时过长。"],
  error_cancelled: ["Cancelled.", "Abgebrochen.", "Cancelado.", "Annulé.", "أُلغي.", "已取消。"],
  error_server_refused: ["This is not possible now.", "Das ist gerade nicht möglich.", "Ahora no es posible.", "C’est impossible pour le moment.", "هذا غير ممكن الآن.", "目前无法进行。"],
};

/** What is said of each improvement: as far as it goes, the words of the hint that led there. */
export const IMPROVEMENT_WORDS: Readonly<Record<Improvement, Key>> = {
  follow_the_oval: "improve_follow_the_oval",
  move_closer_and_back: "improve_move_closer_and_back",
  uncover_face: "improve_uncover_face",
  show_one_face: "hint_multiple_faces",
  more_light: "hint_too_dark",
  less_light: "hint_too_bright",
  hold_steady: "hint_hold_still",
  look_straight: "hint_look_straight",
  try_again: "again",
};

/** What is said of each error. */
export function errorWords(code: ErrorCode): Key {
  if (code === "insecure_context") return "error_unsupported";
  if (code === "token_unavailable") return "error_server_refused";
  return code === "session_expired" ? "error_timeout" : `error_${code}`;
}

/** Choose the language that serves a locale such as `de-AT`; English where none does. */
export function languageOf(locale: string): Language {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((each) => each === base) ?? "en";
}

/** Say a text in a language; each `#` takes the next number. */
export function say(language: Language, key: Key, ...numbers: readonly number[]): string {
  let at = 0;
  return WORDS[key][LANGUAGES.indexOf(language)]!.replace(/#/g, () => String(numbers[at++]));
}

export type { Key };
