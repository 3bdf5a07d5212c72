@echo off
rem Double-click: makes a Python environment once, then asks which file to de-identify. See deidentify.md.
rem A file that is dropped onto this one is taken as the answer to the first question.
setlocal
title De-identify a file
set "HERE=%~dp0"
set "PROJECT=%HERE%.."
set "HOME_ENV=%LOCALAPPDATA%\deidentify\venv"
set "RUN=%HOME_ENV%\Scripts\python.exe"
set "READY=%HOME_ENV%\ready.txt"
set "WANTED=import sys; sys.exit(sys.version_info < (3, 11))"

if not exist "%PROJECT%\etl\__main__.py" (
  echo This file must stay in the folder "deploy" of the project.
  echo If you opened it inside a ZIP file: extract the whole ZIP file first, then try again.
  goto failed
)
fc /b "%HERE%requirements-deidentify.txt" "%READY%" >nul 2>&1 && goto start

set "PYTHON="
rem The packages are made for Pythons that have been out for a while: these are tried first.
for %%V in (3.13 3.12 3.14 3.11 3) do if not defined PYTHON py -%%V -c "%WANTED%" >nul 2>&1 && set "PYTHON=py -%%V"
if not defined PYTHON python -c "%WANTED%" >nul 2>&1 && set "PYTHON=python"
if not defined PYTHON (
  echo Python 3.11 or newer is needed. Get Python 3.13 from https://www.python.org/downloads/
  echo and check "Add python.exe to PATH" in its installer. Then double-click this file again.
  goto failed
)
echo Getting ready. This is done once and takes a minute or two ...
%PYTHON% -m venv "%HOME_ENV%" || goto failed
set "FROM=--only-binary :all:"
if exist "%HERE%wheels" set "FROM=--only-binary :all: --no-index --find-links "%HERE%wheels""
"%RUN%" -m pip install --quiet --disable-pip-version-check %FROM% -r "%HERE%requirements-deidentify.txt" || goto failed
copy /y "%HERE%requirements-deidentify.txt" "%READY%" >nul

:start
cd /d "%PROJECT%" || goto failed
if "%~1"=="" ("%RUN%" -m etl deidentify) else ("%RUN%" -m etl deidentify --guide "%~f1")
echo.
pause
exit /b

:failed
echo.
echo It could not be made ready. The lines above say why; show them to whoever looks after your computer.
pause
exit /b 1
