// How many parts a text is sent in: 160/153 characters of GSM 03.38, or 70/67 UTF-16 units with any other sign.

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "^{}\\[~]|€\f";

export function segments(text) {
  let septets = 0;
  for (const sign of text) {
    if (BASIC.includes(sign)) septets += 1;
    else if (EXTENDED.includes(sign)) septets += 2;
    else return parts(text.length, 70, 67);
  }
  return parts(septets, 160, 153);
}

function parts(length, alone, joined) {
  return length <= alone ? 1 : Math.ceil(length / joined);
}
