/** The demo’s page in Portuguese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  title: "Inperson: experimente",
  unsigned:
    "Estes textos foram traduzidos por uma máquina; nenhum falante nativo os verificou ainda.",
  skip: "Ir para o conteúdo",
  pages: "Páginas",
  build: "Integrar",
  heading: "Experimente o seu rosto",
  yours:
    "Este servidor é seu: nada sai dele. Registe o seu rosto, prove que é a própria pessoa e apague o que foi conservado.",
  check: "Verificação facial",
  do: "O que fazer",
  enroll: "1. Registar o meu rosto",
  authenticate: "2. Provar que sou eu",
  erase: "3. Apagar-me",
  privacy: "4. Os seus dados: ver, copiar, retirar, reclamar",
  language: "Idioma",
  seen: "O que é comunicado ao seu servidor",
  nothing: "ainda nada",
  none: "nada",
  kept: "O que é conservado, e durante quanto tempo",
  what: "O quê",
  what_for: "Para quê",
  how_long: "Quanto tempo",
  pictures: "As imagens da câmara",
  pictures_for: "a própria decisão; só em memória",
  pictures_until: "até ser tomada",
  template: "Um modelo do seu rosto",
  template_for: "para o reconhecer de novo; selado com uma chave sua",
  template_until: "365 dias após a última verificação, ou até o apagar",
  decision: "A decisão",
  decision_for: "prova do que foi decidido e quando; nunca uma pontuação",
  decision_until: "365 dias, ou até a apagar",
  cookie: "Um cookie desta página",
  cookie_for: "para que este navegador encontre o seu próprio registo",
  cookie_until: "até fechar o navegador",
  erasing:
    "Ao apagar, é destruída primeiro a sua chave e depois as linhas: nenhuma cópia se volta a abrir. Uma cópia de segurança do repositório de chaves pode conter a chave mais alguns dias; um servidor que restaure uma volta a apagar os seus dados antes de funcionar.",
  developer:
    "Esta demonstração usa um token de desenvolvimento e nunca pede para guardar imagens para a melhoria.",
  enrolled: "Registado: #.",
  not_enrolled: "Não está registado.",
  alternative: "A sua própria página levaria agora a outra via: um código, uma chamada, um balcão.",
} satisfies Words;
