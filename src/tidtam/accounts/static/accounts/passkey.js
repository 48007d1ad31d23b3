// Says so on the page when a passkey was refused, cancelled or is not supported. Mounted by #passkey_error.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey_error");
  if (note) {
    event.preventDefault();
    note.hidden = false;
  }
});
