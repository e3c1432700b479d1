/** The trial’s page in Vietnamese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "Chuyển đến nội dung",
  language: "Ngôn ngữ",
  unsigned: "Các văn bản này do máy dịch; chưa có người bản ngữ nào kiểm tra.",
  title: "Một cuộc thử nghiệm nhận dạng khuôn mặt",
  no_link: "Hãy mở đường liên kết đã được gửi cho quý vị. Liên kết chỉ dành riêng cho quý vị.",
  trouble: "Không thực hiện được. Hãy thử lại.",
  agree_title: "Trước khi bắt đầu",
  agree_what:
    "Quý vị thực hiện vài lần quay ngắn khuôn mặt mình, và những người tiến hành thử nghiệm đưa hình của quý vị trước máy ảnh. Mọi hình ảnh, kể cả căn phòng phía sau, được lưu giữ và mã hóa bằng khóa riêng của quý vị. Quý vị có thể rời khỏi bất cứ lúc nào; khi đó mọi thứ được xóa.",
  notice: "Đọc thông báo về quyền riêng tư",
  agree_age: "Tôi từ # tuổi trở lên.",
  agree_identity: "Tôi đồng ý cho so sánh khuôn mặt của tôi.",
  agree_improvement:
    "Tôi đồng ý cho lưu giữ mọi hình ảnh của cuộc thử nghiệm để cải thiện phần mềm.",
  agree: "Đồng ý và bắt đầu",
  list: "Các lần quay",
  device_phone: "điện thoại của quý vị",
  device_laptop: "máy tính xách tay của quý vị",
  light_daylight: "ánh sáng ban ngày",
  light_evening: "buổi tối, dưới ánh đèn",
  glasses_off: "không đeo kính",
  glasses_on: "có đeo kính, nếu quý vị dùng kính",
  done_of: "# trên #",
  next: "Tiếp theo",
  all_done: "Xin cảm ơn: mọi lần quay đã hoàn tất.",
  kept: "Lần quay đã được lưu giữ.",
  groups: "Về quý vị, nếu muốn",
  groups_what:
    "Điều này cho thấy có người bị từ chối thường xuyên hơn người khác hay không. Câu trả lời được mã hóa cùng các lần quay của quý vị.",
  not_said: "không trả lời",
  yours: "Quý vị quyết định",
  privacy: "Dữ liệu của quý vị: xem, sao chép, rút lại, khiếu nại",
  leave: "Rời khỏi thử nghiệm",
  leave_sure: "Mọi lần quay, mẫu và khóa của quý vị bị xóa. Không thể hoàn tác.",
  leave_now: "Rời khỏi và xóa",
  left: "Quý vị đã rời khỏi. Mọi thứ về quý vị đã được xóa.",
  whose: "Khuôn mặt của ai được đưa ra",
  volunteer: "Người tình nguyện",
} satisfies Words;
