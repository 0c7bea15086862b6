// Requests of a page to the interface: whoever is no longer signed in is taken to the door, and back here afterwards.

export async function ask(address, options) {
  const answer = await fetch(address, options);
  if (answer.status === 401) {
    document.dispatchEvent(new CustomEvent("whose:leaving"));
    location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
  }
  return answer;
}
