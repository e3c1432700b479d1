/** The trial’s page in Japanese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "本文へ",
  language: "言語",
  unsigned: "これらの文章は機械翻訳であり、母語話者による確認はまだ行われていません。",
  title: "顔認識の試験",
  no_link: "受け取ったリンクを開いてください。あなた専用です。",
  trouble: "うまくいきませんでした。もう一度お試しください。",
  agree_title: "始める前に",
  agree_what:
    "あなたの顔を短く何回か撮影し、試験の担当者があなたの画像をカメラに示します。すべての画像は、背後の部屋も含めて、あなた専用の鍵で暗号化して保管されます。いつでもやめることができ、その場合はすべて消去されます。",
  notice: "プライバシー通知を読む",
  agree_age: "私は # 歳以上です。",
  agree_identity: "私の顔が照合されることに同意します。",
  agree_improvement: "ソフトウェアの改善のため、試験のすべての画像が保管されることに同意します。",
  agree: "同意して始める",
  list: "撮影の一覧",
  device_phone: "ご自分の電話",
  device_laptop: "ご自分のノートパソコン",
  light_daylight: "昼の光",
  light_evening: "夜、照明の下",
  glasses_off: "眼鏡なし",
  glasses_on: "眼鏡あり（お使いの場合）",
  done_of: "# / # 回",
  next: "次へ",
  all_done: "ありがとうございます。すべての撮影が終わりました。",
  kept: "撮影が保管されました。",
  groups: "あなたについて（任意）",
  groups_what:
    "一部の人がほかの人より多く拒否されていないかを調べるためのものです。撮影とともに暗号化されます。",
  not_said: "回答しない",
  yours: "決めるのはあなたです",
  privacy: "あなたのデータ：閲覧、コピー、撤回、苦情",
  leave: "試験をやめる",
  leave_sure: "すべての撮影、テンプレート、鍵が消去されます。元に戻すことはできません。",
  leave_now: "やめて消去する",
  left: "試験をやめました。あなたに関するものはすべて消去されました。",
  whose: "誰の顔を示すか",
  volunteer: "協力者",
} satisfies Words;
