/** Marks the link to the group that is being looked at: the one it was followed to, or the first in sight. */
export function markWhereYouAre(): void {
  const links = Array.from(document.querySelectorAll<HTMLAnchorElement>("#sections a"));
  const inSight = new Set<string>();

  const mark = (): void => {
    const seen = links.filter(({ hash }) => inSight.has(hash));
    const current = seen.find(({ hash }) => hash === location.hash) ?? seen[0];
    for (const link of links) link.ariaCurrent = link === current ? "true" : null;
  };
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) inSight.add(`#${target.id}`);
      else inSight.delete(`#${target.id}`);
    }
    mark();
  });
  for (const group of document.querySelectorAll(".group")) observer.observe(group);
  window.addEventListener("hashchange", mark);
}
