/** The trial’s page in Portuguese. No native speaker has signed these words yet. */

import type { Words } from "../words.js";

export default {
  skip: "Ir para o conteúdo",
  language: "Idioma",
  unsigned:
    "Estes textos foram traduzidos por uma máquina; nenhum falante nativo os verificou ainda.",
  title: "Um ensaio de reconhecimento facial",
  no_link: "Abra a ligação que recebeu. É só sua.",
  trouble: "Não funcionou. Tente de novo.",
  agree_title: "Antes de começar",
  agree_what:
    "Vai fazer algumas capturas curtas do seu rosto, e quem conduz o ensaio mostra a sua imagem à câmara. Todas as imagens são guardadas, com a sala atrás de si, cifradas com uma chave sua. Pode sair quando quiser; tudo é então apagado.",
  notice: "Ler o aviso de privacidade",
  agree_age: "Tenho # anos ou mais.",
  agree_identity: "Aceito que o meu rosto seja comparado.",
  agree_improvement:
    "Aceito que todas as imagens do ensaio sejam guardadas para melhorar o software.",
  agree: "Aceito e começo",
  list: "As capturas",
  device_phone: "o seu telefone",
  device_laptop: "o seu portátil",
  light_daylight: "luz do dia",
  light_evening: "à noite, com lâmpadas",
  glasses_off: "sem óculos",
  glasses_on: "com óculos, se usar",
  done_of: "# de #",
  next: "Seguinte",
  all_done: "Obrigado: todas as capturas estão feitas.",
  kept: "A captura está guardada.",
  groups: "Sobre si, se quiser",
  groups_what:
    "Mostra se algumas pessoas são recusadas mais vezes. É cifrado com as suas capturas.",
  not_said: "não dito",
  yours: "A decisão é sua",
  privacy: "Os seus dados: ver, copiar, retirar, reclamar",
  leave: "Sair do ensaio",
  leave_sure:
    "Todas as suas capturas, o seu modelo e a sua chave são apagados. Não pode ser desfeito.",
  leave_now: "Sair e apagar",
  left: "Saiu do ensaio. Tudo o que é seu está apagado.",
  whose: "De quem é o rosto",
  volunteer: "Voluntário",
} satisfies Words;
