/** The check's page in Polish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Weryfikacja twarzy",
  language: "Język",
  skip: "Przejdź do treści",
  asks: "# prosi o weryfikację twarzy",
  only_you:
    "Proszę kontynuować tylko po samodzielnym przejściu tu ze strony #. Jeśli ktoś przysłał ten link, proszę zamknąć stronę: może chodzić o konto tej osoby.",
  sent: "Kontynuuj tylko wtedy, gdy # powie przez telefon lub przy okienku, że ten link teraz przyjdzie. Jeśli nie czekasz na żaden link albo prosi o to ktoś inny, zamknij stronę.",
  go_on: "Dalej",
  notice: "Informacja o prywatności",
  no_camera: "Ta przeglądarka nie może tu użyć kamery. Być może działa wewnątrz innej aplikacji.",
  open_elsewhere:
    "Proszę skopiować link i otworzyć go w Safari, Chrome lub Firefoksie. Nie został jeszcze wykorzystany.",
  copy: "Kopiuj link",
  copied: "Link skopiowano.",
  which: "Która kamera?",
  here: "Użyj tego urządzenia",
  phone: "Użyj mojego telefonu",
  scan: "Proszę zeskanować to aparatem telefonu",
  picture: "Kod QR z linkiem dla telefonu",
  matches: "Telefon musi pokazywać tę samą liczbę:",
  same: "Czy drugi ekran pokazuje tę liczbę?",
  same_why:
    "Tam też musi być #. Jeśli nie ma przed Państwem drugiego ekranu, ktoś chce, aby wykonać jego weryfikację: proszę przerwać.",
  told: "Czy # podaje te same słowa?",
  told_why:
    "Oznaczają to, co potwierdzasz twarzą. Jeśli podano inne słowa albo nie rozmawiasz teraz z nikim z #, przerwij.",
  yes: "Tak, ta sama",
  no: "Nie, przerwij",
  stop: "Przerwij weryfikację",
  moment: "Chwileczkę…",
  at_handed: "Czekamy na telefon…",
  at_on_phone: "Telefon jest połączony. Proszę kontynuować na nim.",
  at_capturing: "Weryfikacja trwa na telefonie.",
  done: "Weryfikacja zakończona",
  cancelled: "Weryfikację przerwano",
  expired: "Czas na weryfikację minął",
  told_there: "# poinformuje tam, co dalej.",
  back: "Wróć do #",
  other_screen: "Proszę kontynuować na drugim ekranie. Tę stronę można zamknąć.",
  close: "Możesz zamknąć tę stronę. # dowie się, jak zakończyło się sprawdzenie.",
  cannot: "Tego linku nie można użyć",
  start_again:
    "Proszę wrócić do aplikacji lub strony, z której nastąpiło przejście, i zacząć tam od nowa.",
  check_link_invalid: "Link jest niepełny albo zastąpił go nowszy.",
  check_link_used:
    "Link działa raz i był już otwarty. Jeśli otworzył go ktoś inny, proszę powiadomić organizację.",
  check_visit_invalid: "W tej przeglądarce nie ma weryfikacji albo trwa ona gdzie indziej.",
  session_ended: "Weryfikacja jest już zakończona.",
  session_expired: "Czas na weryfikację minął.",
  hand_off_refused: "Weryfikacja pozostaje na urządzeniu, na którym teraz trwa.",
  network: "Brak połączenia. Ponawianie…",
  trouble: "Teraz to niemożliwe. Proszę spróbować za chwilę.",
} satisfies Words;
