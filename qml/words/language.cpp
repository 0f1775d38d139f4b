#include "words/language.hpp"

#include "base/assertion.hpp"

#include <QCoreApplication>

static void bringInCatalogues() {
    Q_INIT_RESOURCE(catalogues);
}

namespace wattill::kiosk {

Language::Language(QObject* parent) : QObject(parent) {
    bringInCatalogues();
    set(QStringLiteral("zh"));
}

Language::~Language() {
    QCoreApplication::removeTranslator(&m_translator);
}

void Language::set(const QString& code) {
    const bool english = code == QStringLiteral("en");
    const QString wanted = english ? QStringLiteral("en") : QStringLiteral("zh");
    if (wanted == m_code) return;
    m_code = wanted;
    QCoreApplication::removeTranslator(&m_translator);
    const bool loaded = m_translator.load(english ? QStringLiteral(":/i18n/wattill_en.qm")
                                                  : QStringLiteral(":/i18n/wattill_zh_CN.qm"));
    WATTILL_ASSERT(loaded, "a catalogue is missing from the program");
    QCoreApplication::installTranslator(&m_translator);
    emit changed();
}

}  // namespace wattill::kiosk
