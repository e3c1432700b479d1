/** The trial’s page in Korean. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "본문으로 건너뛰기",
  language: "언어",
  unsigned: "이 문구는 기계로 번역되었으며 아직 원어민이 검토하지 않았습니다.",
  title: "얼굴 인식 시험",
  no_link: "받으신 링크를 여세요. 귀하만의 링크입니다.",
  trouble: "처리되지 않았습니다. 다시 시도하세요.",
  agree_title: "시작하기 전에",
  agree_what:
    "귀하의 얼굴을 몇 차례 짧게 촬영하며, 시험 담당자가 귀하의 이미지를 카메라에 보여 줍니다. 모든 이미지는 뒤쪽 공간을 포함하여 귀하만의 키로 암호화되어 보관됩니다. 언제든지 그만둘 수 있으며, 그때 모두 삭제됩니다.",
  notice: "개인정보 처리 안내 읽기",
  agree_age: "저는 만 #세 이상입니다.",
  agree_identity: "내 얼굴을 비교하는 데 동의합니다.",
  agree_improvement: "소프트웨어 개선을 위해 시험의 모든 이미지를 보관하는 데 동의합니다.",
  agree: "동의하고 시작",
  list: "촬영 목록",
  device_phone: "본인의 휴대전화",
  device_laptop: "본인의 노트북",
  light_daylight: "낮의 빛",
  light_evening: "저녁, 조명 아래",
  glasses_off: "안경 없이",
  glasses_on: "안경을 쓰신다면 안경을 쓰고",
  done_of: "#/#회",
  next: "다음",
  all_done: "감사합니다. 모든 촬영을 마쳤습니다.",
  kept: "촬영이 보관되었습니다.",
  groups: "귀하에 대하여(선택)",
  groups_what:
    "일부 사람이 다른 사람보다 더 자주 거부되는지 보여 줍니다. 촬영과 함께 암호화됩니다.",
  not_said: "응답 안 함",
  yours: "귀하의 결정",
  privacy: "귀하의 데이터: 보기, 사본, 철회, 민원",
  leave: "시험 그만두기",
  leave_sure: "모든 촬영, 템플릿, 키가 삭제됩니다. 되돌릴 수 없습니다.",
  leave_now: "그만두고 삭제",
  left: "시험을 그만두셨습니다. 귀하의 모든 정보가 삭제되었습니다.",
  whose: "누구의 얼굴을 보여 주나요",
  volunteer: "참가자",
} satisfies Words;
