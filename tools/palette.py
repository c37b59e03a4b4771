"""Makes a PNG small by giving it 256 colours: a picture of a page has few, and shades between them at edges.

The browser that took the picture counts and replaces its colours, as it does so in a moment; no library is needed.
"""

import base64
import struct
import zlib

from playwright.sync_api import Browser

COUNT = """async (picture) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one) || one - other);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const palette = colours.slice(0, 256).map(parts);
  const distance = ([r, g, b], [x, y, z]) => (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
  const nearest = (colour) => palette.reduce(
    (best, each, index) => (distance(colour, each) < distance(colour, palette[best]) ? index : best), 0);
  const place = new Map(colours.map((pixel, index) => [pixel, index < 256 ? index : nearest(parts(pixel))]));
  let rows = "";
  for (let start = 0; start < pixels.length; start += 8192) {
    rows += String.fromCharCode(...Array.from(pixels.subarray(start, start + 8192), (pixel) => place.get(pixel)));
  }
  return { width, height, palette: palette.flat(), rows: btoa(rows) };
}"""


def with_few_colours(browser: Browser, picture: bytes) -> bytes:
    """The same picture as a PNG with a palette: the 256 most frequent colours, for each other one the nearest."""
    page = browser.new_page()
    told = page.evaluate(COUNT, base64.b64encode(picture).decode())
    page.close()
    width, height, pixels = told["width"], told["height"], base64.b64decode(told["rows"])
    rows = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", bytes(told["palette"])), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
