/** The check's page in Vietnamese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Kiểm tra khuôn mặt",
  language: "Ngôn ngữ",
  skip: "Đến nội dung",
  asks: "# yêu cầu kiểm tra khuôn mặt",
  only_you:
    "Chỉ tiếp tục nếu chính bạn đến đây từ #. Nếu ai đó gửi cho bạn liên kết này, hãy đóng trang: có thể đó là việc của tài khoản người ấy.",
  sent: "Chỉ tiếp tục nếu # đã báo cho bạn, qua điện thoại hoặc tại quầy, rằng liên kết này sẽ đến bây giờ. Nếu bạn không chờ liên kết nào, hoặc người khác yêu cầu, hãy đóng trang.",
  go_on: "Tiếp tục",
  notice: "Thông báo về quyền riêng tư",
  no_camera:
    "Trình duyệt này không dùng được máy ảnh ở đây. Có thể nó nằm trong một ứng dụng khác.",
  open_elsewhere:
    "Hãy sao chép liên kết và mở trong Safari, Chrome hoặc Firefox. Liên kết chưa được dùng.",
  copy: "Sao chép liên kết",
  copied: "Đã sao chép liên kết.",
  which: "Dùng máy ảnh nào?",
  here: "Dùng thiết bị này",
  phone: "Dùng điện thoại của tôi",
  scan: "Quét mã này bằng máy ảnh điện thoại",
  picture: "Mã QR chứa liên kết cho điện thoại của bạn",
  matches: "Điện thoại của bạn phải hiện cùng một số:",
  same: "Màn hình kia có hiện số này không?",
  same_why:
    "Ở đó cũng phải có #. Nếu trước mặt bạn không có màn hình nào khác, ai đó muốn bạn kiểm tra thay họ: hãy dừng lại.",
  told: "# có nói với bạn những lời này không?",
  told_why:
    "Chúng cho biết điều bạn xác nhận bằng khuôn mặt. Nếu bạn được nói những lời khác, hoặc bây giờ bạn không nói chuyện với ai của #, hãy dừng lại.",
  yes: "Có, giống nhau",
  no: "Không, dừng lại",
  stop: "Dừng kiểm tra",
  moment: "Xin chờ một lát…",
  at_handed: "Đang chờ điện thoại của bạn…",
  at_on_phone: "Điện thoại đã kết nối. Hãy tiếp tục trên đó.",
  at_capturing: "Việc kiểm tra đang diễn ra trên điện thoại.",
  done: "Đã kiểm tra xong",
  cancelled: "Đã dừng kiểm tra",
  expired: "Đã hết thời gian kiểm tra",
  told_there: "# sẽ cho bạn biết bước tiếp theo ở đó.",
  back: "Quay lại #",
  other_screen: "Hãy tiếp tục trên màn hình kia. Bạn có thể đóng trang này.",
  close: "Bạn có thể đóng trang này. # sẽ biết kết quả kiểm tra.",
  cannot: "Không dùng được liên kết này",
  start_again: "Hãy quay lại ứng dụng hoặc trang web bạn đã đến từ đó và bắt đầu lại.",
  check_link_invalid: "Liên kết không đầy đủ hoặc đã được thay bằng liên kết mới hơn.",
  check_link_used:
    "Liên kết chỉ dùng một lần và đã được mở. Nếu không phải bạn, hãy báo cho tổ chức.",
  check_visit_invalid:
    "Không có lần kiểm tra nào trong trình duyệt này, hoặc nó đang tiếp tục ở nơi khác.",
  session_ended: "Lần kiểm tra đã xong rồi.",
  session_expired: "Đã hết thời gian kiểm tra.",
  hand_off_refused: "Lần kiểm tra ở lại trên thiết bị hiện tại.",
  network: "Không có kết nối. Đang thử lại…",
  trouble: "Hiện chưa thể thực hiện. Hãy thử lại sau giây lát.",
} satisfies Words;
