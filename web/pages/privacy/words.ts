/** Every word of the privacy centre, in every language: one row a text, one column a language. */

export const LANGUAGES = ["en", "de", "es", "fr", "ar", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

type Row = readonly [en: string, de: string, es: string, fr: string, ar: string, zh: string];

/* prettier-ignore */
export const WORDS = {
  title: ["Your data", "Ihre Daten", "Sus datos", "Vos données", "بياناتك", "您的数据"],
  of: ["Held by #", "Gespeichert von #", "En poder de #", "Détenues par #", "محفوظة لدى #", "由 # 持有"],
  language: ["Language", "Sprache", "Idioma", "Langue", "اللغة", "语言"],
  notice: ["The privacy notice", "Die Datenschutzhinweise", "El aviso de privacidad", "L’avis de confidentialité", "إشعار الخصوصية", "隐私告知"],
  enter_title: ["Show that it is you", "Zeigen Sie, dass Sie es sind", "Demuestre que es usted", "Montrez que c’est vous", "أثبت أنك أنت", "请证明是您本人"],
  enter_how: ["Type the code that you were sent. It works once.", "Geben Sie den Code ein, den Sie erhalten haben. Er gilt einmal.", "Escriba el código que recibió. Sirve una sola vez.", "Saisissez le code que vous avez reçu. Il sert une fois.", "اكتب الرمز الذي وصلك. يعمل مرة واحدة.", "请输入您收到的代码，仅可使用一次。"],
  enter_none: ["No code? Ask the service that you use for one.", "Kein Code? Bitten Sie den Dienst darum, den Sie nutzen.", "¿No tiene código? Pídalo al servicio que usa.", "Pas de code ? Demandez-le au service que vous utilisez.", "لا رمز لديك؟ اطلبه من الخدمة التي تستخدمها.", "没有代码？请向您使用的服务索取。"],
  code: ["Code", "Code", "Código", "Code", "الرمز", "代码"],
  enter: ["Continue", "Weiter", "Continuar", "Continuer", "متابعة", "继续"],
  leave: ["Leave", "Verlassen", "Salir", "Quitter", "خروج", "退出"],
  left: ["You have left. Nothing of you is kept in this browser.", "Sie haben den Bereich verlassen. In diesem Browser bleibt nichts von Ihnen.", "Ha salido. Nada suyo queda en este navegador.", "Vous avez quitté. Rien de vous ne reste dans ce navigateur.", "لقد خرجت. لا يبقى شيء عنك في هذا المتصفح.", "您已退出，此浏览器未保留您的任何信息。"],
  until: ["You stay known here until #.", "Sie bleiben hier bis # angemeldet.", "Aquí se le reconoce hasta las #.", "Vous restez reconnu ici jusqu’à #.", "تبقى معروفًا هنا حتى #.", "您的登录有效至 #。"],
  held: ["What is held", "Was gespeichert ist", "Qué se conserva", "Ce qui est conservé", "ما هو محفوظ", "所持有的数据"],
  held_none: ["No face of yours is enrolled.", "Es ist kein Gesicht von Ihnen erfasst.", "No hay ningún rostro suyo registrado.", "Aucun visage de vous n’est enregistré.", "لا يوجد وجه مسجل لك.", "未登记您的面部。"],
  held_since: ["A template of your face, since #. It is encrypted under a key of your own.", "Eine Vorlage Ihres Gesichts, seit #. Sie ist mit einem eigenen Schlüssel verschlüsselt.", "Una plantilla de su rostro, desde #. Está cifrada con una clave propia.", "Un gabarit de votre visage, depuis le #. Il est chiffré avec une clé à vous.", "قالب لوجهك منذ #. وهو مشفّر بمفتاح خاص بك.", "自 # 起保存您的面部模板，以您专属的密钥加密。"],
  restricted: ["Your data is kept and not used, as you asked.", "Ihre Daten werden wie gewünscht aufbewahrt und nicht genutzt.", "Sus datos se guardan y no se usan, como pidió.", "Vos données sont conservées et non utilisées, comme demandé.", "بياناتك محفوظة ولا تُستخدم كما طلبت.", "已按您的要求保留数据而不使用。"],
  sessions: ["When your face was checked", "Wann Ihr Gesicht geprüft wurde", "Cuándo se comprobó su rostro", "Quand votre visage a été vérifié", "متى تم التحقق من وجهك", "面部验证记录"],
  consents: ["What you agreed to", "Wozu Sie zugestimmt haben", "Lo que aceptó", "Ce que vous avez accepté", "ما وافقت عليه", "您的同意"],
  requests: ["What you asked for", "Was Sie verlangt haben", "Lo que pidió", "Ce que vous avez demandé", "ما طلبته", "您的请求"],
  reads: ["Who used your data", "Wer Ihre Daten genutzt hat", "Quién usó sus datos", "Qui a utilisé vos données", "من استخدم بياناتك", "谁使用过您的数据"],
  disclosures: ["To whom it went", "An wen sie gingen", "A quién se entregaron", "À qui elles sont allées", "لمن أُعطيت", "向谁提供过"],
  retention: ["How long it is kept", "Wie lange sie bleiben", "Cuánto tiempo se guardan", "Combien de temps", "مدة الاحتفاظ", "保留期限"],
  none: ["Nothing.", "Nichts.", "Nada.", "Rien.", "لا شيء.", "无。"],
  due: ["answered by #", "Antwort bis #", "respuesta antes del #", "réponse avant le #", "الرد قبل #", "最迟于 # 答复"],
  more: ["Show all #", "Alle # zeigen", "Mostrar los #", "Tout afficher (#)", "عرض الكل (#)", "显示全部 # 项"],
  do: ["What you can do", "Was Sie tun können", "Qué puede hacer", "Ce que vous pouvez faire", "ما يمكنك فعله", "您可以"],
  copy: ["Get a copy of everything", "Eine Kopie von allem erhalten", "Obtener una copia de todo", "Obtenir une copie de tout", "احصل على نسخة من كل شيء", "获取全部数据副本"],
  copy_how: ["Choose a passphrase of 12 characters or more. The copy opens with it alone: nobody can tell it to you later.", "Wählen Sie ein Kennwort mit mindestens 12 Zeichen. Nur damit öffnet sich die Kopie: niemand kann es Ihnen später nennen.", "Elija una frase de 12 caracteres o más. La copia solo se abre con ella: nadie podrá decírsela después.", "Choisissez une phrase de 12 caractères ou plus. Elle seule ouvre la copie : personne ne pourra vous la redonner.", "اختر عبارة من 12 حرفًا أو أكثر. لا تُفتح النسخة إلا بها، ولا يمكن لأحد إخبارك بها لاحقًا.", "请设置至少 12 个字符的口令。副本只能用它打开，之后无人能告诉您。"],
  copy_file: ["The file is in the age format (age-encryption.org); inside is a page that you can read.", "Die Datei hat das Format age (age-encryption.org); darin liegt eine Seite zum Lesen.", "El archivo tiene formato age (age-encryption.org); dentro hay una página legible.", "Le fichier est au format age (age-encryption.org) ; il contient une page lisible.", "الملف بصيغة age (age-encryption.org) وفيه صفحة يمكنك قراءتها.", "文件为 age 格式（age-encryption.org），其中有可阅读的页面。"],
  passphrase: ["Passphrase", "Kennwort", "Frase de paso", "Phrase secrète", "عبارة المرور", "口令"],
  download: ["Download", "Herunterladen", "Descargar", "Télécharger", "تنزيل", "下载"],
  copied: ["Your copy is in your downloads.", "Ihre Kopie liegt bei den Downloads.", "Su copia está en las descargas.", "Votre copie est dans vos téléchargements.", "نسختك في التنزيلات.", "副本已下载。"],
  withdraw: ["Withdraw", "Widerrufen", "Retirar", "Retirer", "سحب الموافقة", "撤回"],
  withdraw_identity: ["Withdraw your consent? Checks that run now end at once, and your face, your sessions and your key are erased. You then use another way.", "Zustimmung widerrufen? Laufende Prüfungen enden sofort; Gesicht, Sitzungen und Schlüssel werden gelöscht. Danach nutzen Sie einen anderen Weg.", "¿Retirar el consentimiento? Las comprobaciones en curso terminan y se borran su rostro, sus sesiones y su clave. Después usará otra vía.", "Retirer votre accord ? Les vérifications en cours cessent, votre visage, vos sessions et votre clé sont effacés. Vous utiliserez ensuite une autre voie.", "سحب موافقتك؟ تنتهي عمليات التحقق الجارية فورًا ويُمحى وجهك وجلساتك ومفتاحك. بعدها تستخدم طريقة أخرى.", "撤回同意？正在进行的验证会立即结束，您的面部、会话和密钥将被删除，之后请用其他方式。"],
  withdraw_improvement: ["Withdraw your consent to improvement? The pictures kept for it are deleted; the rest stays.", "Zustimmung zur Verbesserung widerrufen? Die dafür aufbewahrten Bilder werden gelöscht; der Rest bleibt.", "¿Retirar el consentimiento para mejoras? Se borran las imágenes guardadas; lo demás queda.", "Retirer votre accord pour l’amélioration ? Les images gardées sont supprimées ; le reste demeure.", "سحب الموافقة على التحسين؟ تُحذف الصور المحفوظة لذلك ويبقى الباقي.", "撤回改进用途的同意？为此保存的图像将删除，其余保留。"],
  withdrawn: ["Withdrawn.", "Widerrufen.", "Retirado.", "Retiré.", "تم السحب.", "已撤回。"],
  erase: ["Erase everything", "Alles löschen", "Borrarlo todo", "Tout effacer", "محو كل شيء", "删除全部数据"],
  erase_sure: ["Your key is destroyed first, so that no copy opens any more. This cannot be undone.", "Zuerst wird Ihr Schlüssel vernichtet, danach öffnet sich keine Kopie mehr. Das lässt sich nicht rückgängig machen.", "Primero se destruye su clave: ninguna copia se abre ya. No se puede deshacer.", "Votre clé est d’abord détruite : aucune copie ne s’ouvre plus. C’est irréversible.", "يُدمَّر مفتاحك أولًا فلا تُفتح أي نسخة بعد ذلك. لا يمكن التراجع.", "首先销毁您的密钥，任何副本都无法再打开。此操作不可撤销。"],
  erased: ["Everything is erased. Keep the certificate: it is signed.", "Alles ist gelöscht. Bewahren Sie die Bescheinigung auf: sie ist signiert.", "Todo está borrado. Guarde el certificado: está firmado.", "Tout est effacé. Gardez le certificat : il est signé.", "تم محو كل شيء. احتفظ بالشهادة فهي موقعة.", "已全部删除。请保存已签名的证明。"],
  erasing: ["It is being erased, also where it was passed on. Come back for the certificate.", "Es wird gelöscht, auch dort, wohin es ging. Holen Sie die Bescheinigung später ab.", "Se está borrando, también donde se transmitió. Vuelva por el certificado.", "L’effacement est en cours, aussi là où c’est allé. Revenez chercher le certificat.", "يجري المحو، حتى حيث أُرسلت. عد لاحقًا للشهادة.", "正在删除，包括已传送之处。请稍后来取证明。"],
  refused: ["This was refused: #", "Das wurde abgelehnt: #", "Se ha denegado: #", "Refusé : #", "رُفض الطلب: #", "已被拒绝：#"],
  restrict: ["Keep my data, but do not use it", "Daten aufbewahren, aber nicht nutzen", "Guardar mis datos sin usarlos", "Garder mes données sans les utiliser", "احتفظوا ببياناتي دون استخدامها", "保留但不使用我的数据"],
  complain_how: ["Say what is wrong. You get an answer within a month.", "Sagen Sie, was nicht stimmt. Sie erhalten binnen eines Monats Antwort.", "Diga qué va mal. Tendrá respuesta en un mes.", "Dites ce qui ne va pas. Réponse sous un mois.", "قل ما الخطأ. ستتلقى ردًا خلال شهر.", "请说明问题，您将在一个月内得到答复。"],
  authority: ["You may also turn to # at any time.", "Sie können sich jederzeit auch an # wenden.", "También puede acudir a # cuando quiera.", "Vous pouvez aussi saisir # à tout moment.", "يمكنك أيضًا التوجه إلى # في أي وقت.", "您也可随时联系 #。"],
  region: ["For a complaint, if you like: where you live or work, or where it happened", "Zur Beschwerde, wenn Sie mögen: wo Sie leben oder arbeiten, oder wo es geschah", "Para una queja, si quiere: dónde vive o trabaja, o dónde ocurrió", "Pour une plainte, si vous voulez : où vous vivez ou travaillez, ou le lieu des faits", "للشكوى، إن شئت: مكان إقامتك أو عملك أو مكان الواقعة", "如为投诉，可选填：您居住或工作的地方，或事发地"],
  send: ["Send", "Senden", "Enviar", "Envoyer", "إرسال", "发送"],
  sent: ["It is on record. You get an answer by #.", "Es ist erfasst. Antwort bis #.", "Queda registrado. Respuesta antes del #.", "C’est enregistré. Réponse avant le #.", "تم التسجيل. الرد قبل #.", "已记录，将于 # 前答复。"],
  cancel: ["Cancel", "Abbrechen", "Cancelar", "Annuler", "إلغاء", "取消"],
  receipt: ["Receipt", "Beleg", "Recibo", "Reçu", "إيصال", "回执"],
  certificate: ["Certificate", "Bescheinigung", "Certificado", "Certificat", "شهادة", "证明"],
  approve: ["Approve and sign", "Zustimmen und signieren", "Aprobar y firmar", "Approuver et signer", "الموافقة والتوقيع", "批准并签名"],
  refuse: ["Refuse", "Ablehnen", "Rechazar", "Refuser", "رفض", "拒绝"],
  asked: ["Somebody asks for your data", "Jemand bittet um Ihre Daten", "Alguien pide sus datos", "Quelqu’un demande vos données", "جهة ما تطلب بياناتك", "有人请求您的数据"],
  asked_face: ["To approve, a face of yours has to be enrolled.", "Zum Zustimmen muss ein Gesicht von Ihnen erfasst sein.", "Para aprobar, debe haber un rostro suyo registrado.", "Pour approuver, un visage de vous doit être enregistré.", "للموافقة يجب أن يكون وجهك مسجلًا.", "如需批准，须先登记您的面部。"],
  prove_title: ["Show that you want this", "Zeigen Sie, dass Sie das wollen", "Demuestre que lo quiere", "Montrez que vous le voulez", "أثبت أنك تريد ذلك", "请证明这是您的意愿"],
  prove_how: ["Read this first. Showing your face now is your yes to it, and to nothing else.", "Lesen Sie dies zuerst. Wenn Sie jetzt Ihr Gesicht zeigen, stimmen Sie dem zu und sonst nichts.", "Léalo primero. Mostrar ahora su rostro es su sí a esto y a nada más.", "Lisez d’abord ceci. Montrer maintenant votre visage, c’est dire oui à ceci et à rien d’autre.", "اقرأ هذا أولًا. إظهار وجهك الآن هو موافقتك عليه وحده.", "请先阅读以下内容。现在展示面部即表示同意此内容，仅此而已。"],
  prove_text: ["What you agree to", "Dem stimmen Sie zu", "A qué dice que sí", "Ce que vous acceptez", "ما توافق عليه", "您同意的内容"],
  prove_instead: ["Nothing was done. If you cannot show your face, ask # to do it for you.", "Es ist nichts geschehen. Wenn Sie Ihr Gesicht nicht zeigen können, bitten Sie # darum.", "No se ha hecho nada. Si no puede mostrar su rostro, pida a # que lo haga por usted.", "Rien n’a été fait. Si vous ne pouvez pas montrer votre visage, demandez à # de le faire pour vous.", "لم يحدث شيء. إن تعذر عليك إظهار وجهك فاطلب من # أن تفعل ذلك عنك.", "未执行任何操作。如无法展示面部，请让 # 代为办理。"],
  proof_invalid: ["That did not show that you want this. Try again.", "Das hat nicht gezeigt, dass Sie das wollen. Versuchen Sie es erneut.", "Eso no demostró que lo quiere. Inténtelo de nuevo.", "Cela n’a pas montré que vous le voulez. Réessayez.", "لم يُثبت ذلك أنك تريده. حاول من جديد.", "未能证明这是您的意愿，请重试。"],
  subject_locked: ["Too many tries failed. Wait a while.", "Zu viele Versuche sind misslungen. Warten Sie etwas.", "Fallaron demasiados intentos. Espere un poco.", "Trop d’essais ont échoué. Patientez.", "فشلت محاولات كثيرة. انتظر قليلًا.", "失败次数过多，请稍候。"],
  subject_disabled: ["Too many tries failed. Ask the service that you use to let you try again.", "Zu viele Versuche sind misslungen. Bitten Sie den Dienst, Sie wieder zuzulassen.", "Fallaron demasiados intentos. Pida al servicio que usa que le permita intentarlo de nuevo.", "Trop d’essais ont échoué. Demandez au service que vous utilisez de vous laisser réessayer.", "فشلت محاولات كثيرة. اطلب من الخدمة التي تستخدمها السماح لك بالمحاولة.", "失败次数过多，请让您使用的服务允许您重试。"],
  approved: ["Approved and signed.", "Zugestimmt und signiert.", "Aprobado y firmado.", "Approuvé et signé.", "تمت الموافقة والتوقيع.", "已批准并签名。"],
  trouble: ["That did not work. Try again in a moment.", "Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.", "No ha funcionado. Inténtelo de nuevo en un momento.", "Cela n’a pas marché. Réessayez dans un instant.", "لم ينجح ذلك. حاول بعد قليل.", "操作未成功，请稍后再试。"],
  centre_entry_refused: ["The code does not work. Check it, or ask for another one.", "Der Code gilt nicht. Prüfen Sie ihn oder bitten Sie um einen neuen.", "El código no sirve. Compruébelo o pida otro.", "Le code ne marche pas. Vérifiez-le ou demandez-en un autre.", "الرمز لا يعمل. تحقق منه أو اطلب رمزًا آخر.", "代码无效，请核对或重新索取。"],
  centre_busy: ["Too many codes were tried. Wait a while.", "Es wurden zu viele Codes versucht. Warten Sie etwas.", "Se probaron demasiados códigos. Espere un poco.", "Trop de codes ont été essayés. Patientez.", "جُرّبت رموز كثيرة. انتظر قليلًا.", "尝试次数过多，请稍候。"],
  centre_ticket_invalid: ["Your time here is over. Come in again.", "Ihre Zeit hier ist um. Melden Sie sich neu an.", "Su tiempo aquí ha terminado. Entre de nuevo.", "Votre temps ici est écoulé. Entrez à nouveau.", "انتهى وقتك هنا. ادخل مجددًا.", "登录已过期，请重新进入。"],
  recipient_invalid: ["The passphrase needs 12 characters or more.", "Das Kennwort braucht mindestens 12 Zeichen.", "La frase necesita 12 caracteres o más.", "La phrase doit compter 12 caractères ou plus.", "تحتاج العبارة إلى 12 حرفًا أو أكثر.", "口令至少需 12 个字符。"],
  kind_enroll: ["Enrolment", "Erfassung", "Registro", "Enregistrement", "تسجيل", "登记"],
  kind_authenticate: ["Sign-in", "Anmeldung", "Acceso", "Connexion", "دخول", "登录"],
  kind_liveness: ["Presence", "Anwesenheit", "Presencia", "Présence", "حضور", "在场"],
  is_enrolled: ["enrolled", "erfasst", "registrado", "enregistré", "سُجّل", "已登记"],
  is_match: ["it was you", "Sie waren es", "era usted", "c’était vous", "كنت أنت", "确认为您"],
  is_no_match: ["not recognised", "nicht erkannt", "no reconocido", "non reconnu", "لم يُتعرف", "未识别"],
  is_live: ["a living person", "ein lebender Mensch", "una persona viva", "une personne vivante", "شخص حي", "活体"],
  is_not_live: ["no living person", "kein lebender Mensch", "ninguna persona viva", "pas de personne vivante", "لا شخص حي", "非活体"],
  is_refused: ["refused", "abgelehnt", "rechazado", "refusé", "رُفض", "被拒绝"],
  is_open: ["open", "offen", "abierto", "ouvert", "مفتوح", "进行中"],
  is_expired: ["not used", "nicht genutzt", "sin usar", "non utilisée", "لم تُستخدم", "未使用"],
  purpose_identity: ["Confirming that it is you", "Bestätigen, dass Sie es sind", "Confirmar que es usted", "Confirmer que c’est vous", "تأكيد أنك أنت", "确认是您本人"],
  purpose_improvement: ["Improving the software", "Verbesserung der Software", "Mejorar el software", "Améliorer le logiciel", "تحسين البرنامج", "改进软件"],
  consent_stands: ["in force since #", "gilt seit #", "vigente desde #", "en vigueur depuis le #", "سارية منذ #", "自 # 起有效"],
  consent_ended: ["ended", "beendet", "terminado", "terminé", "منتهية", "已失效"],
  read: ["read as shown", "gelesen wie gezeigt", "leído tal como se mostró", "lu tel que montré", "كما عُرض", "当时的告知"],
  ask_access: ["A copy", "Eine Kopie", "Una copia", "Une copie", "نسخة", "副本"],
  ask_portability: ["A copy to take along", "Eine Kopie zum Mitnehmen", "Una copia para llevar", "Une copie à emporter", "نسخة للنقل", "可携副本"],
  ask_erasure: ["Erasure", "Löschung", "Borrado", "Effacement", "محو", "删除"],
  ask_rectification: ["A correction", "Eine Berichtigung", "Una corrección", "Une correction", "تصحيح", "更正"],
  ask_restriction: ["Not to be used", "Nicht nutzen", "No usar", "Ne pas utiliser", "عدم الاستخدام", "限制使用"],
  ask_objection: ["An objection", "Ein Widerspruch", "Una oposición", "Une opposition", "اعتراض", "反对"],
  ask_withdrawal: ["A withdrawal", "Ein Widerruf", "Una retirada", "Un retrait", "سحب", "撤回"],
  ask_complaint: ["A complaint", "Eine Beschwerde", "Una reclamación", "Une plainte", "شكوى", "投诉"],
  is_received: ["received", "eingegangen", "recibida", "reçue", "مستلم", "已收到"],
  is_in_progress: ["in progress", "in Arbeit", "en curso", "en cours", "قيد التنفيذ", "处理中"],
  is_completed: ["done", "erledigt", "hecho", "fait", "تم", "已完成"],
  by_subject: ["you", "Sie", "usted", "vous", "أنت", "您"],
  by_server: ["this server", "dieser Server", "este servidor", "ce serveur", "هذا الخادم", "本服务器"],
  by_device: ["the check itself", "die Prüfung selbst", "la propia comprobación", "la vérification", "التحقق نفسه", "验证本身"],
  by_operator: ["the operator", "der Betreiber", "el operador", "l’opérateur", "المشغّل", "运营者"],
  by_tenant: ["the service", "der Dienst", "el servicio", "le service", "الخدمة", "该服务"],
  use_template: ["your template, to compare or store it", "Ihre Vorlage, zum Vergleichen oder Speichern", "su plantilla, para comparar o guardar", "votre gabarit, pour comparer ou stocker", "قالبك للمقارنة أو الحفظ", "模板（比对或保存）"],
  use_record: ["your sessions’ device record", "die Geräteangaben Ihrer Sitzungen", "los datos de dispositivo de sus sesiones", "les données d’appareil de vos sessions", "بيانات أجهزة جلساتك", "会话的设备记录"],
  use_sample: ["pictures kept for improvement", "Bilder zur Verbesserung", "imágenes para mejoras", "images pour l’amélioration", "صور للتحسين", "改进用图像"],
  use_rights: ["your rights", "Ihre Rechte", "sus derechos", "vos droits", "حقوقك", "您的权利"],
  use_other: ["your number in the log", "Ihre Nummer im Protokoll", "su número en el diario", "votre numéro au journal", "رقمك في السجل", "您在日志中的编号"],
  skip: ["Skip to the content", "Zum Inhalt springen", "Ir al contenido", "Aller au contenu", "انتقل إلى المحتوى", "跳到正文"],
  moment: ["One moment…", "Einen Moment …", "Un momento…", "Un instant…", "لحظة من فضلك…", "请稍候…"],
  back: ["Back to your data", "Zurück zu Ihren Daten", "Volver a sus datos", "Retour à vos données", "العودة إلى بياناتك", "返回您的数据"],
  times: ["# times, last on #", "#-mal, zuletzt am #", "# veces, la última el #", "# fois, la dernière le #", "# مرات، آخرها في #", "# 次，最近一次 #"],
  counted: ["# days, counted from #", "# Tage, gerechnet ab #", "# días, contados desde #", "# jours, à compter de ceci : #", "# يومًا، بدءًا من #", "# 天，自#起"],
  capped: ["The law sets a limit: #.", "Das Gesetz setzt eine Grenze: #.", "La ley fija un límite: #.", "La loi fixe une limite : #.", "يضع القانون حدًا: #.", "法律设有上限：#。"],
  from_creation: ["the day it is made", "dem Tag, an dem es entsteht", "el día en que se crea", "le jour de la création", "يوم إنشائه", "产生之日"],
  from_last_interaction: ["your last check", "Ihrer letzten Prüfung", "su última comprobación", "votre dernière vérification", "آخر تحقق لك", "您上次验证之日"],
  from_end_of_purpose: ["the day it has served its purpose", "dem Tag, an dem der Zweck erfüllt ist", "el día en que cumple su fin", "le jour où le but est atteint", "يوم انتهاء غرضه", "用途完成之日"],
  kept_template: ["Template of your face", "Vorlage Ihres Gesichts", "Plantilla de su rostro", "Gabarit de votre visage", "قالب وجهك", "您的面部模板"],
  kept_session_record: ["What a check recorded of your device", "Was eine Prüfung von Ihrem Gerät festhielt", "Lo que una comprobación anotó de su dispositivo", "Ce qu’une vérification a noté de votre appareil", "ما سجّله التحقق عن جهازك", "验证时记录的设备信息"],
  kept_session_outcome: ["Results of checks", "Ergebnisse der Prüfungen", "Resultados de las comprobaciones", "Résultats des vérifications", "نتائج التحقق", "验证结果"],
  kept_frame_digests: ["Digests of the pictures", "Prüfsummen der Bilder", "Resúmenes de las imágenes", "Empreintes des images", "بصمات الصور الرقمية", "图像摘要"],
  kept_improvement_samples: ["Pictures kept for improvement", "Zur Verbesserung behaltene Bilder", "Imágenes guardadas para mejorar", "Images gardées pour l’amélioration", "صور محفوظة للتحسين", "为改进而保留的图像"],
  kept_consent_record: ["Your consents", "Ihre Einwilligungen", "Sus consentimientos", "Vos consentements", "موافقاتك", "您的同意记录"],
  kept_privacy_request: ["Your requests", "Ihre Anfragen", "Sus solicitudes", "Vos demandes", "طلباتك السابقة", "您的各项请求"],
  kept_delivery_log: ["Messages about your requests", "Nachrichten zu Ihren Anfragen", "Mensajes sobre sus solicitudes", "Messages sur vos demandes", "رسائل عن طلباتك", "有关您请求的消息"],
  kept_disclosure_record: ["Records of disclosures", "Aufzeichnungen über Weitergaben", "Registros de comunicaciones a terceros", "Registre des communications à des tiers", "سجلات الإفصاح", "披露记录"],
  kept_idempotency: ["Marks of repeated requests", "Merkmale wiederholter Anfragen", "Marcas de peticiones repetidas", "Marques de requêtes répétées", "علامات الطلبات المكررة", "重复请求的标记"],
  act_subject_enabled: ["let you try again", "gab Ihnen neue Versuche", "le permitió intentarlo de nuevo", "vous a permis de réessayer", "أتاح لك المحاولة من جديد", "允许您再次尝试"],
  act_samples_removed: ["removed your pictures", "löschte Ihre Bilder", "borró sus imágenes", "a supprimé vos images", "حذف صورك", "删除了您的图像"],
  act_consent_given: ["recorded your consent", "hielt Ihre Zustimmung fest", "registró su consentimiento", "a noté votre accord", "سجّل موافقتك", "记录了您的同意"],
  act_consent_withdrawn: ["withdrew your consent", "widerrief Ihre Zustimmung", "retiró su consentimiento", "a retiré votre accord", "سحب موافقتك", "撤回了您的同意"],
  act_request_received: ["took a request of yours in", "nahm Ihre Anfrage auf", "recibió una solicitud suya", "a reçu votre demande", "استلم طلبًا لك", "收到您的请求"],
  act_request_extended: ["took longer for your request", "verlängerte die Frist Ihrer Anfrage", "amplió el plazo de su solicitud", "a prolongé le délai de votre demande", "مدّد مهلة طلبك", "延长了您请求的期限"],
  act_request_refused: ["refused a request of yours", "lehnte Ihre Anfrage ab", "denegó una solicitud suya", "a refusé votre demande", "رفض طلبًا لك", "拒绝了您的请求"],
  act_request_completed: ["completed a request of yours", "erledigte Ihre Anfrage", "completó una solicitud suya", "a traité votre demande", "أنجز طلبًا لك", "完成了您的请求"],
  act_copy_delivered: ["made a copy for you", "erstellte eine Kopie für Sie", "hizo una copia para usted", "a fait une copie pour vous", "أعدّ نسخة لك", "为您制作了副本"],
  act_disclosure_proposed: ["proposed to give data to somebody", "schlug eine Weitergabe vor", "propuso entregar datos", "a proposé de transmettre des données", "اقترح إعطاء بيانات لجهة", "提议向他人提供数据"],
  act_disclosure_approved: ["approved giving data to somebody", "stimmte einer Weitergabe zu", "aprobó entregar datos", "a approuvé une transmission", "وافق على إعطاء بيانات لجهة", "批准向他人提供数据"],
  act_disclosure_refused: ["refused to give data to somebody", "lehnte eine Weitergabe ab", "denegó entregar datos", "a refusé une transmission", "رفض إعطاء بيانات لجهة", "拒绝向他人提供数据"],
  act_disclosure_delivered: ["gave data to somebody", "gab Daten weiter", "entregó datos", "a transmis des données", "أعطى بيانات لجهة", "向他人提供了数据"],
  act_disclosure_told: ["told you of a disclosure", "informierte Sie über eine Weitergabe", "le informó de una entrega", "vous a informé d’une transmission", "أبلغك بإفصاح", "告知您一次提供"],
  is_proposed: ["proposed", "vorgeschlagen", "propuesta", "proposée", "مقترح", "已提议"],
  is_approved: ["approved", "zugestimmt", "aprobada", "approuvée", "موافق عليه", "已批准"],
  is_delivered: ["handed over", "übergeben", "entregada", "remise", "سُلّم", "已交付"],
  basis_user_approved: ["only with your approval", "nur mit Ihrer Zustimmung", "solo con su aprobación", "seulement avec votre accord", "بموافقتك فقط", "须经您批准"],
  basis_legal_request: ["because a law demands it", "weil ein Gesetz es verlangt", "porque lo exige una ley", "parce qu’une loi l’exige", "لأن القانون يلزم بذلك", "法律要求"],
  consent_withdrawn: ["withdrawn on #", "widerrufen am #", "retirado el #", "retiré le #", "سُحبت في #", "于 # 撤回"],
  consent_old: ["given on #; the notice has changed since, and you will be asked again", "gegeben am #; der Hinweis hat sich geändert, Sie werden erneut gefragt", "dado el #; el aviso ha cambiado y se le volverá a preguntar", "donné le # ; l’avis a changé, on vous le redemandera", "أُعطيت في #؛ تغيّر الإشعار منذ ذلك وستُسأل من جديد", "于 # 作出；告知已更改，将再次询问您"],
  restrict_how: ["Nobody can check your face from then on, until the service lifts it at your wish.", "Ab dann kann niemand Ihr Gesicht prüfen, bis der Dienst dies auf Ihren Wunsch aufhebt.", "Desde entonces nadie podrá comprobar su rostro, hasta que el servicio lo levante si usted lo pide.", "Dès lors personne ne peut vérifier votre visage, jusqu’à ce que le service lève cela à votre demande.", "بعد ذلك لا يمكن لأحد التحقق من وجهك، حتى ترفع الخدمة ذلك بطلبك.", "此后无人可验证您的面部，直至服务方应您要求解除。"],
  restrict_now: ["Stop using it", "Nutzung beenden", "Dejar de usarlos", "Cesser de les utiliser", "أوقفوا الاستخدام", "停止使用"],
  tell: ["Complain, object or correct", "Beschweren, widersprechen, berichtigen", "Reclamar, oponerse o corregir", "Se plaindre, s’opposer, corriger", "شكوى أو اعتراض أو تصحيح", "投诉、反对或更正"],
  about: ["What is it?", "Was ist es?", "¿Qué es?", "De quoi s’agit-il ?", "ما نوعه؟", "类型"],
  message: ["In your words", "In Ihren Worten", "Con sus palabras", "Avec vos mots", "بكلماتك", "您的说明"],
  message_missing: ["Say what it is about.", "Sagen Sie, worum es geht.", "Diga de qué se trata.", "Dites de quoi il s’agit.", "قل ما الأمر.", "请说明内容。"],
  erase_how: ["Your face, your sessions, your consents and your key. You get a signed certificate.", "Gesicht, Sitzungen, Einwilligungen und Schlüssel. Sie erhalten eine signierte Bescheinigung.", "Su rostro, sus sesiones, sus consentimientos y su clave. Recibe un certificado firmado.", "Visage, sessions, accords et clé. Vous recevez un certificat signé.", "وجهك وجلساتك وموافقاتك ومفتاحك. وتحصل على شهادة موقعة.", "面部、会话、同意和密钥。您将获得签名证明。"],
  erased_title: ["Erased", "Gelöscht", "Borrado todo", "Tout est effacé", "تم المحو", "已删除"],
  erasing_title: ["Being erased", "Wird gelöscht", "Borrando", "Effacement en cours", "جارٍ المحو", "正在删除"],
  refused_title: ["Not erased", "Nicht gelöscht", "No se ha borrado", "Non effacé", "لم يُمحَ", "未删除"],
  backups: ["Backups may hold your destroyed key until #. A server that restores one erases you again before it serves.", "Sicherungen können Ihren vernichteten Schlüssel bis # enthalten. Ein Server, der eine einspielt, löscht Sie erneut, bevor er antwortet.", "Las copias de seguridad pueden contener su clave destruida hasta el #. Un servidor que restaure una le borra de nuevo antes de atender.", "Des sauvegardes peuvent contenir votre clé détruite jusqu’au #. Un serveur qui en restaure une vous efface à nouveau avant de servir.", "قد تحتوي النسخ الاحتياطية على مفتاحك المدمَّر حتى #. والخادم الذي يستعيد نسخة يمحوك من جديد قبل أن يعمل.", "备份中可能保留您已销毁的密钥至 #。恢复备份的服务器会先再次删除您的数据再提供服务。"],
  asked_until: ["It waits until # and ends by itself. Nothing is given without you.", "Sie wartet bis # und endet von selbst. Ohne Sie wird nichts weitergegeben.", "Espera hasta el # y termina sola. Sin usted no se entrega nada.", "Elle attend jusqu’au # puis prend fin. Rien n’est transmis sans vous.", "تنتظر حتى # ثم تنتهي وحدها. لا يُعطى شيء دونك.", "有效至 #，到期自动失效。未经您同意不会提供任何数据。"],
  declined: ["Refused. Nothing is given.", "Abgelehnt. Es wird nichts weitergegeben.", "Rechazado. No se entrega nada.", "Refusé. Rien n’est transmis.", "رُفض. لن يُعطى شيء.", "已拒绝，不会提供任何数据。"],
  take_back: ["Take the approval back", "Zustimmung zurücknehmen", "Retirar la aprobación", "Reprendre l’accord", "سحب الموافقة على الإفصاح", "撤销批准"],
  disclosure_closed: ["This is over already.", "Das ist bereits beendet.", "Esto ya ha terminado.", "C’est déjà terminé.", "انتهى هذا بالفعل.", "此事已结束。"],
  asked_on: ["asked on #", "gestellt am #", "pedido el #", "demandé le #", "طُلب في #", "提出于 #"],
  for_you: ["asked by the service, for you", "vom Dienst für Sie gestellt", "pedido por el servicio, en su nombre", "demandé par le service, pour vous", "طلبته الخدمة نيابة عنك", "由服务方代您提出"],
  your_words: ["What you said", "Was Sie schrieben", "Lo que dijo", "Ce que vous avez dit", "ما قلته", "您的说明内容"],
  answer: ["The answer", "Die Antwort", "La respuesta", "La réponse", "الرد", "答复"],
  longer: ["Why it takes longer", "Warum es länger dauert", "Por qué tarda más", "Pourquoi c’est plus long", "لماذا يستغرق وقتًا أطول", "为何需要更久"],
  reason: ["Why it was refused", "Warum es abgelehnt wurde", "Por qué se denegó", "Pourquoi c’est refusé", "سبب الرفض", "拒绝原因"],
  why_ProcessUnfounded: ["it has no ground", "sie ist offenkundig unbegründet", "carece de fundamento", "elle n’est pas fondée", "لا أساس له", "请求明显无根据"],
  why_ProcessExcessive: ["it was asked too often", "sie wurde zu oft gestellt", "se pidió demasiadas veces", "elle est répétée à l’excès", "تكرر كثيرًا", "请求过于频繁"],
  why_IdentityVerificationFailure: ["it is not clear who asks", "es ist nicht klar, wer fragt", "no está claro quién lo pide", "on ne sait pas qui demande", "لم يتضح من يطلب", "无法确认请求人"],
  why_LegallyExempted: ["a law or an order keeps the data", "ein Gesetz oder eine Anordnung bewahrt die Daten", "una ley o una orden conserva los datos", "une loi ou un ordre conserve les données", "يُلزم قانون أو أمر بحفظ البيانات", "法律或命令要求保留数据"],
  why_LegalClaimEstablishmentImpaired: ["a legal claim needs the data", "ein Rechtsanspruch braucht die Daten", "una reclamación legal necesita los datos", "une action en justice a besoin des données", "تحتاج دعوى قانونية إلى البيانات", "法律主张需要这些数据"],
  why_LegalClaimExerciseImpaired: ["a legal claim needs the data", "ein Rechtsanspruch braucht die Daten", "una reclamación legal necesita los datos", "une action en justice a besoin des données", "تحتاج دعوى قانونية إلى البيانات", "法律主张需要这些数据"],
  why_LegalClaimDefenceImpaired: ["the defence against a claim needs the data", "die Abwehr eines Anspruchs braucht die Daten", "la defensa ante una reclamación necesita los datos", "la défense en justice a besoin des données", "يحتاج الدفاع في دعوى إلى البيانات", "抗辩需要这些数据"],
  why_ThirdPartyRightsImpaired: ["it would harm the rights of others", "es würde Rechte anderer verletzen", "dañaría los derechos de otros", "cela léserait les droits d’autrui", "يمس حقوق الآخرين", "会损害他人权利"],
  why_FreedomOfExpressionImpaired: ["freedom of expression stands against it", "die Meinungsfreiheit steht dagegen", "se opone la libertad de expresión", "la liberté d’expression s’y oppose", "تعارضه حرية التعبير", "与言论自由相抵触"],
  why_LegitimateInterestOverride: ["compelling grounds outweigh it", "zwingende Gründe überwiegen", "prevalecen motivos imperiosos", "des motifs impérieux l’emportent", "تغلب عليه أسباب قاهرة", "有更重要的正当理由"],
  why_FulfilmentImpossible: ["there is nothing left to do it to", "es ist nichts mehr da", "ya no queda nada", "il ne reste rien", "لم يبق شيء", "已无可处理的数据"],
} as const satisfies Record<string, Row>;

export type Key = keyof typeof WORDS;

let language: Language = "en";

/** Speak a locale's language from now on, and return it. */
export function speak(locale: string): Language {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  language = LANGUAGES.find((each) => each === base) ?? "en";
  return language;
}

/** Say a text; each `#` takes the next value. */
export function say(key: Key, ...values: readonly (string | number)[]): string {
  let at = 0;
  return WORDS[key][LANGUAGES.indexOf(language)]!.replace(/#/g, () => String(values[at++]));
}

/**
 * Say one of a family of texts, such as `is_match`; the plain value where a later server has more.
 */
export function sayOne(family: string, value: string): string {
  const key = `${family}_${value}`;
  return key in WORDS ? say(key as Key) : value.replace(/_/g, " ");
}

/** Keep a name's own direction of writing from turning the words around it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Write the hour alone. */
export function hour(text: string): string {
  return new Date(text).toLocaleTimeString(language, { timeStyle: "short" });
}

/** Write a time as people of the language do. */
export function time(text: string, day = false): string {
  const style: Intl.DateTimeFormatOptions = day
    ? { dateStyle: "medium" }
    : { dateStyle: "medium", timeStyle: "short" };
  return new Date(text).toLocaleString(language, style);
}

/** Return a country's name in the language. */
export function country(code: string): string {
  return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
}
