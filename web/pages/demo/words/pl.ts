/** The demo’s page in Polish. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: wypróbuj",
  unsigned:
    "Te teksty przetłumaczyła maszyna; nie sprawdził ich jeszcze żaden rodzimy użytkownik języka.",
  skip: "Przejdź do treści",
  pages: "Strony",
  build: "Wbuduj",
  heading: "Proszę wypróbować swoją twarz",
  yours:
    "Ten serwer należy do Pani/Pana: nic go nie opuszcza. Proszę zarejestrować twarz, potwierdzić tożsamość i usunąć to, co zachowano.",
  check: "Sprawdzenie twarzy",
  do: "Co robić",
  enroll: "1. Zarejestruj moją twarz",
  authenticate: "2. Potwierdź, że to ja",
  erase: "3. Usuń mnie",
  privacy: "4. Pani/Pana dane: wgląd, kopia, wycofanie, skarga",
  language: "Język",
  seen: "Czego dowiaduje się Pani/Pana serwer",
  nothing: "jeszcze nic",
  none: "brak",
  kept: "Co jest przechowywane i jak długo",
  what: "Co",
  what_for: "Po co",
  how_long: "Jak długo",
  pictures: "Obrazy z kamery",
  pictures_for: "sama decyzja; tylko w pamięci",
  pictures_until: "do jej podjęcia",
  template: "Wzorzec Pani/Pana twarzy",
  template_for: "do ponownego rozpoznania; zapieczętowany osobnym kluczem",
  template_until: "365 dni od ostatniego sprawdzenia lub do usunięcia",
  decision: "Decyzja",
  decision_for: "dowód, co i kiedy rozstrzygnięto; nigdy ocena punktowa",
  decision_until: "365 dni lub do usunięcia",
  cookie: "Plik cookie tej strony",
  cookie_for: "aby ta przeglądarka znalazła własną rejestrację",
  cookie_until: "do zamknięcia przeglądarki",
  erasing:
    "Usuwanie niszczy najpierw klucz, potem wiersze: żadnej kopii nie da się już otworzyć. Kopia zapasowa magazynu kluczy może zawierać klucz jeszcze przez kilka dni; serwer, który taką kopię odtworzy, usuwa dane ponownie, zanim zacznie działać.",
  developer:
    "Ta wersja pokazowa działa z tokenem deweloperskim i nigdy nie prosi o przechowywanie obrazów do ulepszania.",
  enrolled: "Zarejestrowano: #.",
  not_enrolled: "Twarz nie jest zarejestrowana.",
  alternative:
    "Własna strona prowadziłaby teraz do innego sposobu: kodu, rozmowy telefonicznej, okienka.",
} satisfies Words;
