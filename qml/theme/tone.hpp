#pragma once

#include <QObject>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// What a colour says. Always shown with a word beside it.
namespace ToneNames {
Q_NAMESPACE
QML_NAMED_ELEMENT(Tone)
enum class Tone { Plain, Good, Amber, Orange, Red, Blue, Grey, Alipay, UnionPay };
Q_ENUM_NS(Tone)
}  // namespace ToneNames
using ToneNames::Tone;

/// The large signs, drawn by MarkPicture.
namespace MarkNames {
Q_NAMESPACE
QML_NAMED_ELEMENT(Mark)
enum class Mark { Check, Clock, Person, Back, Cross, Link, Erase, Question };
Q_ENUM_NS(Mark)
}  // namespace MarkNames
using MarkNames::Mark;

}  // namespace wattill::kiosk
