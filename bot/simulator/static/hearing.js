// The browser's own recogniser, where it has one: for those who would rather speak than type what they say.

const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export const canHear = Boolean(Recogniser);

// Listens for one utterance. heard(words) or failed(), then ended().
export function listen(language, { heard, failed, ended }) {
  const recogniser = new Recogniser();
  recogniser.lang = language;
  let words = "";
  recogniser.onresult = ({ results }) => {
    words = results[0][0].transcript.trim();
  };
  recogniser.onend = () => {
    if (words) heard(words);
    else failed();
    ended();
  };
  recogniser.start();
  return () => recogniser.abort();
}
