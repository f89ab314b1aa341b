// Nova's way of naming an image in a message: a path to 2015.1, the repr of a model from 12.0.0 on
// (nova/virt/image/model.py). Out: the path, or `rbd:NAME`.

/** `<LocalFileImage:{'path': '/…/disk', 'format': 'qcow2'}>` gives the path; other text is a path. */
export function imagePath(printed: string): string {
  if (!printed.startsWith('<')) return printed;
  const path = /'path': u?'([^']*)'/.exec(printed)?.[1];
  if (path !== undefined) return path;
  const name = /'name': u?'([^']*)'/.exec(printed)?.[1];
  return name === undefined ? printed : `rbd:${name}`;
}

/** The image that Nova itself names when libguestfs does not get it open. Out: the path, null when the
 *  text is of something else. */
export function imageInError(error: string): string | null {
  const printed =
    /^Error mounting (<[^>]*>|\/\S+) with libguestfs \(/.exec(error)?.[1] ??
    /^Error mounting \/dev\/\S+ to \S+ in image (<[^>]*>|\/\S+) with libguestfs \(/.exec(
      error,
    )?.[1];
  const path = printed === undefined ? null : imagePath(printed);
  return path?.startsWith('/') ? path : null;
}

/** The format a model's repr names, null for a path. */
export function imageFormat(printed: string): string | null {
  return /'format': u?'(\w+)'/.exec(printed)?.[1] ?? null;
}
