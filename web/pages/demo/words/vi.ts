/** The demo’s page in Vietnamese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: dùng thử",
  unsigned: "Các văn bản này do máy dịch; chưa có người bản ngữ nào kiểm tra.",
  skip: "Chuyển đến nội dung",
  pages: "Các trang",
  build: "Tích hợp",
  heading: "Thử với khuôn mặt của quý vị",
  yours:
    "Máy chủ này là của quý vị: không có gì rời khỏi đây. Hãy đăng ký khuôn mặt, chứng minh đó là quý vị và xóa những gì đã lưu.",
  check: "Kiểm tra khuôn mặt",
  do: "Việc cần làm",
  enroll: "1. Đăng ký khuôn mặt của tôi",
  authenticate: "2. Chứng minh đó là tôi",
  erase: "3. Xóa dữ liệu của tôi",
  privacy: "4. Dữ liệu của quý vị: xem, sao chép, rút lại, khiếu nại",
  language: "Ngôn ngữ",
  seen: "Những gì máy chủ của quý vị được cho biết",
  nothing: "chưa có gì",
  none: "không có",
  kept: "Những gì được lưu giữ, và trong bao lâu",
  what: "Cái gì",
  what_for: "Để làm gì",
  how_long: "Bao lâu",
  pictures: "Hình ảnh của máy ảnh",
  pictures_for: "chính quyết định; chỉ trong bộ nhớ",
  pictures_until: "đến khi có quyết định",
  template: "Mẫu khuôn mặt của quý vị",
  template_for: "để nhận ra quý vị lần sau; niêm phong bằng khóa riêng của quý vị",
  template_until: "365 ngày sau lần kiểm tra cuối, hoặc đến khi quý vị xóa",
  decision: "Quyết định",
  decision_for: "bằng chứng về điều đã quyết định và khi nào; không bao giờ là điểm số",
  decision_until: "365 ngày, hoặc đến khi quý vị xóa",
  cookie: "Một cookie của trang này",
  cookie_for: "để trình duyệt này tìm thấy đăng ký của chính nó",
  cookie_until: "đến khi quý vị đóng trình duyệt",
  erasing:
    "Việc xóa hủy khóa của quý vị trước, rồi đến các dòng dữ liệu: không bản sao nào mở được nữa. Bản sao lưu của kho khóa có thể còn giữ khóa thêm vài ngày; máy chủ khôi phục từ bản sao lưu sẽ xóa quý vị lần nữa trước khi phục vụ.",
  developer:
    "Bản dùng thử này chạy bằng mã thông báo dành cho nhà phát triển và không bao giờ xin lưu hình ảnh để cải thiện.",
  enrolled: "Đã đăng ký: #.",
  not_enrolled: "Quý vị chưa đăng ký.",
  alternative:
    "Trang của chính quý vị lúc này sẽ dẫn đến cách khác: một mã, một cuộc gọi, một quầy.",
} satisfies Words;
