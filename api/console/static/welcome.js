// The one-time code comes behind the # of the address, which no server and no log ever sees; it goes into the form and
// out of the address.

const code = location.hash.slice(1);
if (code) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("password").focus();
}
