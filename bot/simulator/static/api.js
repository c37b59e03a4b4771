// The simulator's HTTP. Whatever does not end in a 2xx answer is one kind of failure: Unreachable.

export class Unreachable extends Error {
  status = 0; // of the answer, where there was one
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch (reason) {
    throw new Unreachable(path, { cause: reason });
  }
  if (!answer.ok) throw Object.assign(new Unreachable(`${path}: ${answer.status}`), { status: answer.status });
  return answer;
}

async function json(path, options) {
  const answer = await call(path, options);
  try {
    return await answer.json();
  } catch (reason) {
    throw new Unreachable(path, { cause: reason }); // cut off in the middle: the server went away
  }
}

function posted(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

export async function read(path) {
  return json(path, {});
}

export async function send(path, body) {
  await call(path, posted(body));
}

// The same, for what is answered with something to know.
export async function ask(path, body) {
  return json(path, posted(body));
}
