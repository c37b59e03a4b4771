// The simulator's HTTP. Whatever does not end in a 2xx answer is one kind of failure: Unreachable.

export class Unreachable extends Error {}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch (reason) {
    throw new Unreachable(path, { cause: reason });
  }
  if (!answer.ok) throw new Unreachable(`${path}: ${answer.status}`);
  return answer;
}

export async function read(path) {
  const answer = await call(path, {});
  try {
    return await answer.json();
  } catch (reason) {
    throw new Unreachable(path, { cause: reason }); // cut off in the middle: the server went away
  }
}

export async function send(path, body) {
  await call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
