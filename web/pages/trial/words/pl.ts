/** The trial’s page in Polish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "Przejdź do treści",
  language: "Język",
  unsigned:
    "Te teksty przetłumaczyła maszyna; nie sprawdził ich jeszcze żaden rodzimy użytkownik języka.",
  title: "Badanie rozpoznawania twarzy",
  no_link: "Proszę otworzyć otrzymany link. Jest przeznaczony tylko dla Pani/Pana.",
  trouble: "Nie udało się. Proszę spróbować ponownie.",
  agree_title: "Zanim zaczniemy",
  agree_what:
    "Zostanie wykonanych kilka krótkich nagrań Pani/Pana twarzy, a osoby prowadzące badanie pokażą kamerze Pani/Pana zdjęcie. Wszystkie obrazy są przechowywane, wraz z pomieszczeniem w tle, zaszyfrowane osobnym kluczem. W każdej chwili można zrezygnować; wtedy wszystko zostanie usunięte.",
  notice: "Przeczytaj informację o prywatności",
  agree_age: "Mam # lat lub więcej.",
  agree_identity: "Zgadzam się na porównywanie mojej twarzy.",
  agree_improvement:
    "Zgadzam się na przechowywanie wszystkich obrazów z badania w celu ulepszania oprogramowania.",
  agree: "Zgadzam się i zaczynam",
  list: "Nagrania",
  device_phone: "własny telefon",
  device_laptop: "własny laptop",
  light_daylight: "światło dzienne",
  light_evening: "wieczór, przy lampach",
  glasses_off: "bez okularów",
  glasses_on: "w okularach, jeśli są noszone",
  done_of: "# z #",
  next: "Dalej",
  all_done: "Dziękujemy: wszystkie nagrania są gotowe.",
  kept: "Nagranie zostało zachowane.",
  groups: "O Pani/Panu, nieobowiązkowo",
  groups_what:
    "Pokazuje, czy niektóre osoby są odrzucane częściej niż inne. Jest szyfrowane razem z nagraniami.",
  not_said: "nie podano",
  yours: "Pani/Pana decyzja",
  privacy: "Pani/Pana dane: wgląd, kopia, wycofanie, skarga",
  leave: "Zrezygnuj z badania",
  leave_sure: "Wszystkie nagrania, wzorzec i klucz zostaną usunięte. Tego nie można cofnąć.",
  leave_now: "Zrezygnuj i usuń",
  left: "Rezygnacja przyjęta. Wszystkie Pani/Pana dane usunięto.",
  whose: "Czyja twarz jest pokazywana",
  volunteer: "Uczestnik",
} satisfies Words;
