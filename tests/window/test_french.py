"""The window in French: labels, names, sentences with numbers."""
import os

os.environ["S2P_LANGUAGE"] = "fr"
import desk  # noqa: E402

desk.start_again_on_a_desk()
import steps  # noqa: E402

app = desk.Application()
for page in ("Importation", "Population", "Simulation", "Résultats"):
    app.find("tab", page)
app.find("button", "Menu principal")
app.press("Essayer les enregistrements fournis")
app.wait(lambda: [row[0] for row in app.rows("Enregistrements")] == steps.BUNDLED, "the bundled recordings")
app.press("Continuer vers Population")
app.press("Générer les cellules")
app.find("label", contains="80 cellules pour 5 enregistrements")
app.quit()
